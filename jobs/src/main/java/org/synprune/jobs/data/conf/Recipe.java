package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Anchor;

/**
 * How a data set's rows become the columns of a series, for one protocol.
 *
 * @param protocol the protocol it serves
 * @param columns raw columns used at the row itself
 * @param calendar numbers made of the row's time
 * @param shifts lags and leads of raw columns, in order
 * @param targetLead how many rows ahead of its row the target stands; 0 but for {@link
 *     Protocol#PAPER}
 * @param edges what becomes of a lag or lead that reaches outside the series
 * @param keepBlankRows whether lines without any text between the separators are rows (with nothing
 *     measured), as the paper's row counts imply, or are passed over
 */
public record Recipe(
    Protocol protocol,
    List<String> columns,
    List<CalendarFeature> calendar,
    List<Shift> shifts,
    int targetLead,
    Edges edges,
    boolean keepBlankRows)
    implements Serializable {

  /**
   * A raw column seen some rows earlier or later.
   *
   * @param column the raw column
   * @param rows rows back (positive: a lag) or ahead (negative: a lead)
   */
  public record Shift(String column, int rows) implements Serializable {
    /** Validates. */
    public Shift {
      Objects.requireNonNull(column, "column");
      if (rows == 0) {
        throw new IllegalArgumentException("a shift by 0 rows");
      }
    }

    /** The name of its column in a series. */
    String name() {
      return rows > 0 ? Anchor.lag(column, rows) : column + "_lead_" + -rows;
    }
  }

  /** What a lag or lead that reaches outside the series becomes. */
  public enum Edges {
    /** It takes the series' first (last) row: forward fill, then backward fill. */
    CLAMP,
    /** Its row is dropped. */
    DROP,
    /** It takes the mean (0 after scaling); lags don't reach across a gap either. */
    MEAN
  }

  /** Validates. */
  public Recipe {
    Objects.requireNonNull(protocol, "protocol");
    columns = List.copyOf(columns);
    calendar = List.copyOf(calendar);
    shifts = List.copyOf(shifts);
    Objects.requireNonNull(edges, "edges");
    if (protocol.causal()
        && (targetLead != 0
            || edges != Edges.MEAN
            || keepBlankRows
            || shifts.stream().anyMatch(s -> s.rows() < 0))) {
      throw new IllegalArgumentException(
          "uses rows to come (leads, target-lead, edges or blank-rows), which '"
              + protocol.id()
              + "' forbids");
    }
  }

  /**
   * The same columns for {@link Protocol#ANCHORED}.
   *
   * @return this recipe of {@link Protocol#STRICT} under the other protocol
   */
  Recipe anchored() {
    return new Recipe(
        Protocol.ANCHORED, columns, calendar, shifts, targetLead, edges, keepBlankRows);
  }

  /**
   * How far back a row's features reach.
   *
   * @return rows, 0 if there are no lags
   */
  public int maxLag() {
    return shifts.stream().mapToInt(Shift::rows).filter(r -> r > 0).max().orElse(0);
  }

  /**
   * How far ahead a row's features or its target reach.
   *
   * @return rows, 0 if there are no leads
   */
  public int maxLead() {
    return Math.max(targetLead, shifts.stream().mapToInt(s -> -s.rows()).max().orElse(0));
  }

  /**
   * Names of the model's input columns. Under {@code paper} the target isn't one of them.
   *
   * @param target the measured column to forecast
   * @return the names, in order
   */
  public List<String> features(String target) {
    List<String> names = new ArrayList<>(inputs(target));
    calendar.forEach(c -> names.add(c.column()));
    shifts.forEach(s -> names.add(s.name()));
    return names;
  }

  /**
   * The raw columns among the model's inputs.
   *
   * @param target the measured column to forecast
   * @return their names, in order
   */
  public List<String> inputs(String target) {
    return protocol == Protocol.PAPER
        ? columns.stream().filter(c -> !c.equals(target)).toList()
        : columns;
  }

  /**
   * Names of the columns that the paper counts: the inputs and the target.
   *
   * @param target the measured column to forecast
   * @return the names, in order
   */
  public List<String> table(String target) {
    List<String> names = new ArrayList<>(features(target));
    if (!names.contains(target)) {
      names.add(target);
    }
    return names;
  }

  /**
   * The raw columns that this recipe uses.
   *
   * @return their names
   */
  public Collection<String> rawColumns() {
    Collection<String> all = new HashSet<>(columns);
    shifts.forEach(s -> all.add(s.column()));
    return all;
  }
}
