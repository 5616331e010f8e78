package org.synprune.jobs.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;

/**
 * The input file that was found for a data set, and its first line.
 *
 * @param path the file
 * @param source the form that it is in
 * @param header its column names in order, without the byte order mark
 */
public record RawFile(Folder path, Source source, List<String> header) {

  /** Copies the header. */
  public RawFile {
    header = List.copyOf(header);
  }

  /**
   * Finds the first of a data set's files that is present, and checks its columns.
   *
   * @param dataset the data set
   * @param folder where its files may be
   * @return the file
   * @throws BadInputException if there is none, it can't be read or lacks a column
   */
  public static RawFile find(DatasetConf dataset, Folder folder) {
    if (!isThere(folder, true)) {
      throw new BadInputException(
          folder
              + ": no such folder, expected one that holds the data set '"
              + dataset.name()
              + "'");
    }
    Set<String> looked = new LinkedHashSet<>();
    for (Source source : dataset.sources()) {
      for (String name : source.files()) {
        Folder path = folder.resolve(name);
        if (isThere(path, false)) {
          return open(path, source, dataset.columns());
        }
        looked.add(name);
      }
    }
    throw new BadInputException(
        folder
            + ": no file of the data set '"
            + dataset.name()
            + "', expected one of "
            + String.join(", ", looked));
  }

  private static boolean isThere(Folder path, boolean folder) {
    try {
      return path.storage().find(path.path()).filter(one -> one.folder() == folder).isPresent();
    } catch (IOException e) {
      throw new BadInputException(path + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static RawFile open(Folder path, Source source, List<String> columns) {
    List<String> header;
    try (BufferedReader reader = reader(path, source.format())) {
      String first = reader.readLine();
      if (first == null) {
        throw new BadInputException(path + ", line 1: the file is empty, expected column names");
      }
      header = cells(first, source.format()).stream().map(String::strip).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BadInputException(path + ": can't be read: " + e.getMessage(), e);
    }
    List<String> needed = new ArrayList<>(source.format().timeColumns());
    needed.addAll(columns);
    for (String column : needed) {
      long times = header.stream().filter(column::equals).count();
      if (times != 1) {
        throw new BadInputException(
            path
                + ", line 1: "
                + (times == 0 ? "no column '" : times + " columns '")
                + column
                + "', found "
                + String.join(", ", header)
                + ", expected each of "
                + String.join(", ", needed)
                + " once, separated by '"
                + source.format().delimiter()
                + "'");
      }
    }
    return new RawFile(path, source, header);
  }

  /**
   * Opens the file's bytes, as they are stored.
   *
   * @return the bytes, to be closed
   * @throws IOException if the store can't be read
   */
  public InputStream bytes() throws IOException {
    return path.storage().open(path.path());
  }

  /** Its size in bytes, as it is stored. */
  long size() throws IOException {
    return path.storage().find(path.path()).map(Storage.Entry::bytes).orElse(0L);
  }

  /** Opens the text, decompressed, without its byte order mark. */
  BufferedReader reader() throws IOException {
    return reader(path, source.format());
  }

  private static BufferedReader reader(Folder path, TextFormat format) throws IOException {
    InputStream bytes = path.storage().open(path.path());
    try {
      InputStream text =
          path.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(text, Charset.forName(format.charset())), 1 << 16);
      reader.mark(1);
      if (reader.read() != '\uFEFF') {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /** Splits a line into cells; a quoted cell must end on the line. */
  static List<String> cells(String line, TextFormat format) throws IOException {
    CSVFormat csv =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(format.delimiter())
            .setQuote(format.quote())
            .setIgnoreEmptyLines(false)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(line), csv)) {
      for (CSVRecord row : parser) {
        return Arrays.asList(row.values());
      }
    }
    return List.of("");
  }
}
