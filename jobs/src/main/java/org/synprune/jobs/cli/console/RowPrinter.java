package org.synprune.jobs.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.report.MarkupTable;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * Prints the rows of a query. Only a table is held in memory.
 *
 * @param rows the rows
 * @param out where they are printed
 * @param columns most characters in a line of a table
 */
public record RowPrinter(Dataset<Row> rows, PrintWriter out, int columns) {

  /** Column of {@code DESCRIBE} that explains another column, and is printed whole. */
  private static final String COMMENT = "comment";

  /**
   * Prints tables as wide as the terminal, or of any width where there is none.
   *
   * @param rows the rows
   * @param out where they are printed
   */
  public RowPrinter(Dataset<Row> rows, PrintWriter out) {
    this(rows, out, Terminal.columnsOfTables());
  }

  /** The forms that rows are printed in. */
  public enum Format {
    /** Aligned text. */
    TABLE,
    /** Comma-separated values. */
    CSV,
    /** A JSON object a line. */
    JSON,
    /** A table in Markdown. */
    MARKDOWN,
    /** A table in LaTeX, with the rules of booktabs. */
    LATEX
  }

  private static final MathContext SIX_DIGITS = new MathContext(6);

  /** Rows between two checks whether the reader of a pipe is still there. */
  private static final int ROWS_BETWEEN_CHECKS = 1000;

  /**
   * Prints a table.
   *
   * @param most how many rows at most
   * @return whether there are more rows than were printed
   */
  public boolean table(int most) {
    StructField[] fields = rows.schema().fields();
    List<Row> some = rows.limit(Math.addExact(most, 1)).collectAsList();
    List<TextTable.Column> headers = headers();
    if (headers.isEmpty()) {
      return false;
    }
    boolean described = fields.length > 1 && fields[fields.length - 1].name().equals(COMMENT);
    FittedTable table =
        described
            ? FittedTable.wrapping(
                headers, columns == Terminal.UNLIMITED ? Terminal.DEFAULT_COLUMNS : columns)
            : FittedTable.cutting(headers, columns);
    for (Row row : some.subList(0, Math.min(most, some.size()))) {
      table.add(cells(row));
    }
    out.print(table.render());
    out.flush();
    return some.size() > most;
  }

  /**
   * Prints a table for a paper or a page, numbers as in a table of text.
   *
   * @param form the language
   */
  public void markup(MarkupTable.Form form) {
    MarkupTable table = new MarkupTable(form, headers());
    for (Row row : flat().collectAsList()) {
      table.add(cells(row).stream().map(MarkupTable.Cell::new).toList());
    }
    out.print(table.render());
    out.flush();
  }

  private List<TextTable.Column> headers() {
    return Stream.of(rows.schema().fields())
        .map(
            field ->
                new TextTable.Column(
                    field.name(),
                    field.dataType() instanceof NumericType ? Align.RIGHT : Align.LEFT))
        .toList();
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.isNullAt(i) ? "-" : rounded(row.get(i)));
    }
    return cells;
  }

  /** Prints a header and a line for each row; a null is an empty cell. */
  public void csv() {
    StructType schema = rows.schema();
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try {
      CSVPrinter csv = new CSVPrinter(out, format);
      csv.printRecord((Object[]) schema.fieldNames());
      Iterator<Row> each = flat().toLocalIterator();
      for (long count = 1; each.hasNext() && isRead(count); count++) {
        Row row = each.next();
        for (int i = 0; i < row.size(); i++) {
          csv.print(row.isNullAt(i) ? null : exact(row.get(i)));
        }
        csv.println();
      }
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Prints an object for each row, with all its keys.
   *
   * @throws BadInputException if two columns have the same name
   */
  public void json() {
    Set<String> names = new LinkedHashSet<>();
    for (String name : rows.schema().fieldNames()) {
      if (!names.add(name)) {
        throw new BadInputException(
            "SQL: two columns are named '" + name + "', expected an alias (AS) for one of them");
      }
    }
    Column row =
        functions.struct(
            names.stream()
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new));
    Iterator<String> each =
        rows.select(
                functions.to_json(
                    row,
                    Map.of(
                        "ignoreNullFields",
                        "false",
                        "timestampFormat",
                        "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")))
            .as(Encoders.STRING())
            .toLocalIterator();
    for (long count = 1; each.hasNext() && isRead(count); count++) {
      out.print(each.next() + "\n");
    }
    out.flush();
  }

  private boolean isRead(long count) {
    return count % ROWS_BETWEEN_CHECKS != 0 || !out.checkError();
  }

  /** Nested values as JSON. */
  private Dataset<Row> flat() {
    StructField[] fields = rows.schema().fields();
    String[] places = new String[fields.length];
    Column[] columns = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      places[i] = "c" + i;
      Column column = functions.col(places[i]);
      boolean nested =
          fields[i].dataType() instanceof StructType
              || fields[i].dataType() instanceof ArrayType
              || fields[i].dataType() instanceof MapType;
      columns[i] = nested ? functions.to_json(column) : column;
    }
    return rows.toDF(places).select(columns);
  }

  private static String exact(Object value) {
    return value instanceof Timestamp time ? time.toInstant().toString() : value.toString();
  }

  /**
   * A value as tables show it: numbers with six significant digits, without trailing zeros.
   *
   * @param value what a row holds, not null
   * @return its text
   */
  public static String rounded(Object value) {
    if (!(value instanceof Double || value instanceof Float)) {
      return exact(value);
    }
    double number = ((Number) value).doubleValue();
    if (!Double.isFinite(number) || number == 0) {
      return number == 0 ? "0" : Double.toString(number);
    }
    BigDecimal digits = new BigDecimal(number).round(SIX_DIGITS).stripTrailingZeros();
    double size = Math.abs(number);
    return size >= 1e-4 && size < 1e9
        ? digits.toPlainString()
        : String.format(Locale.ROOT, "%.5e", number);
  }
}
