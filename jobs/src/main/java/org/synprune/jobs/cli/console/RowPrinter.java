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
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * Prints rows. Only a table is held in memory.
 *
 * @param rows the rows
 * @param out where they go
 */
public record RowPrinter(Dataset<Row> rows, PrintWriter out) {

  /** The forms that rows are printed in. */
  public enum Format {
    /** Aligned text. */
    TABLE,
    /** Comma-separated values. */
    CSV,
    /** A JSON object a line. */
    JSON
  }

  /** Longest text of a table's cell; the rest is cut. */
  private static final int CELL = 40;

  private static final MathContext SIX_DIGITS = new MathContext(6);

  /** Rows between two looks at whether anybody still reads. */
  private static final int LOOK = 1000;

  /**
   * Prints a table.
   *
   * @param most how many rows at most
   * @return whether there are more
   */
  public boolean table(int most) {
    StructField[] fields = rows.schema().fields();
    List<Row> some = rows.limit(Math.addExact(most, 1)).collectAsList();
    List<TextTable.Column> columns = new ArrayList<>();
    for (StructField field : fields) {
      boolean number = field.dataType() instanceof NumericType;
      columns.add(new TextTable.Column(field.name(), number ? Align.RIGHT : Align.LEFT));
    }
    if (columns.isEmpty()) {
      return false;
    }
    TextTable table = new TextTable(2, columns);
    for (Row row : some.subList(0, Math.min(most, some.size()))) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < fields.length; i++) {
        String cell = row.isNullAt(i) ? "-" : rounded(row.get(i));
        cell = cell.replaceAll("\\s+", " ");
        cells.add(cell.length() > CELL ? cell.substring(0, CELL - 3) + "..." : cell);
      }
      table.add(cells);
    }
    out.print(table.render());
    out.flush();
    return some.size() > most;
  }

  /** Prints a header and a line a row; what is absent is an empty cell. */
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

  /** Prints an object a row, all its keys given. */
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
    return count % LOOK != 0 || !out.checkError();
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

  /** Numbers with six significant digits, without zeros that say nothing. */
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
