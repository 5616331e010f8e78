package org.synprune.jobs.results;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Variant;

/** The columns that say where in the grid a row of a table stands. */
public final class PlaceColumns {

  private static final String VARIANT = "variant";
  private static final String HORIZON = "horizon";

  /** A place's columns: protocol, data set, architecture, lookback, variant. */
  public static final List<String> PLACE =
      List.of("protocol", "dataset", "architecture", "lookback", VARIANT);

  /** A cell's columns: its place's and the arm's. */
  public static final List<String> CELL =
      Stream.concat(PLACE.stream(), Stream.of("regulariser")).toList();

  private PlaceColumns() {}

  /**
   * Columns of a table.
   *
   * @param first names, such as {@link #CELL}
   * @param more further names
   * @return the columns, in that order
   */
  public static Column[] columns(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  /**
   * Fills in what earlier versions of this program didn't write of a place.
   *
   * @param rows rows of any table
   * @return the same, with an empty variant and a horizon of 1 in place of none
   */
  public static Dataset<Row> filled(Dataset<Row> rows) {
    List<String> columns = List.of(rows.columns());
    Dataset<Row> filled = rows;
    if (columns.contains(VARIANT)) {
      filled = filled.na().fill("", new String[] {VARIANT});
    }
    if (columns.contains(HORIZON)) {
      filled = filled.na().fill(1, new String[] {HORIZON});
    }
    return filled;
  }

  /**
   * The place of a row that begins with {@link #PLACE}.
   *
   * @param row the row
   * @return its place
   * @throws BadInputException if an id is unknown, as in a table of another program
   */
  public static Place place(Row row) {
    try {
      return new Place(
          row.getString(1),
          Protocol.of(row.getString(0)),
          Architecture.of(row.getString(2)),
          row.getInt(3),
          Variant.parse(row.getString(4)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("the results hold a trial whose " + e.getMessage(), e);
    }
  }

  /**
   * The arm of a row that begins with {@link #CELL}.
   *
   * @param row the row
   * @return its arm
   */
  public static Arm arm(Row row) {
    return new Arm(row.getString(5));
  }
}
