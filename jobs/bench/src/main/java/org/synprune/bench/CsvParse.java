package org.synprune.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that reading the power file takes in one thread of plain Java: split lines, parse. */
final class CsvParse {

  private static final int FIRST_NUMBER = 2;

  private CsvParse() {}

  /** Arguments: the file. Prints its rows and the sum of its numbers. */
  public static void main(String[] args) throws IOException {
    long rows = 0;
    double sum = 0;
    try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(";", -1);
        for (int i = FIRST_NUMBER; i < cells.length; i++) {
          if (!cells[i].isEmpty() && !cells[i].equals("?")) {
            sum += Double.parseDouble(cells[i]);
          }
        }
        rows++;
      }
    }
    System.out.println(rows + " " + sum);
  }
}
