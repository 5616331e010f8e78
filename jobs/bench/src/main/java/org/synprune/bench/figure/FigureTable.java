package org.synprune.bench.figure;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/** All figures of a run, under a header that says where they come from. */
public final class FigureTable {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("benchmark", Align.LEFT),
          new Column("architecture", Align.LEFT),
          new Column("lookback", Align.RIGHT),
          new Column("regulariser", Align.LEFT),
          new Column("ratio_of", Align.LEFT),
          new Column("ratio", Align.RIGHT),
          new Column("min", Align.RIGHT),
          new Column("max", Align.RIGHT),
          new Column("numerator", Align.RIGHT),
          new Column("denominator", Align.RIGHT),
          new Column("unit", Align.LEFT),
          new Column("rounds", Align.RIGHT),
          new Column("setting", Align.LEFT));

  private final Map<String, String> header;
  private final List<Figure> figures = new ArrayList<>();

  /** Starts a table with a header of names and values. */
  public FigureTable(Map<String, String> header) {
    this.header = header;
  }

  public void add(Figure figure) {
    figures.add(figure);
  }

  /** The table for people: aligned columns. */
  public String text() {
    TextTable table = new TextTable(2, COLUMNS);
    figures.forEach(figure -> table.add(cells(figure)));
    return head() + "\n" + table.render();
  }

  /** The table for programs: header lines begin with {@code #}. */
  String csv() {
    StringWriter csv = new StringWriter();
    csv.write(head());
    try (CSVPrinter printer =
        new CSVPrinter(csv, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
      printer.printRecord(COLUMNS.stream().map(Column::header).toList());
      for (Figure figure : figures) {
        printer.printRecord(cells(figure));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return csv.toString();
  }

  /** Writes {@code name.csv} and {@code name.txt}. */
  public void write(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".csv"), csv());
      Files.writeString(folder.resolve(name + ".txt"), text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    header.forEach((key, value) -> head.append("# ").append(key).append(": ").append(value + "\n"));
    return head.toString();
  }

  private static List<String> cells(Figure figure) {
    return List.of(
        figure.benchmark(),
        figure.place().architecture(),
        figure.place().lookback(),
        figure.place().regulariser(),
        figure.what(),
        number(figure.ratio().median()),
        number(figure.ratio().min()),
        number(figure.ratio().max()),
        number(figure.numerator()),
        number(figure.denominator()),
        figure.unit(),
        Integer.toString(figure.rounds()),
        figure.setting());
  }

  /** Four digits, or whole units from 1000 on; nothing for what was not measured. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
