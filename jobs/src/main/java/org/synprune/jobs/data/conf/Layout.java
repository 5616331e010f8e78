package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in its files a source has rows, beyond one line of column names and a line a row.
 *
 * @param together whether all of the source's files are read, in order, as one series; else the
 *     first one that is there
 * @param skip lines before the column names, or before the first row if {@code names} are given
 * @param comment what lines begin with that are passed over; empty if there are none
 * @param names the column names of files that have none; empty if the files have them
 * @param footer lines below the last row
 * @param blanks whether cells are apart by runs of blanks and tabs
 * @param widths characters of each cell; empty if cells are apart by a delimiter or blanks
 * @param where column to texts: only rows with one of them are read
 * @param pivot how rows of several series, below each other, become columns; null if they don't
 * @param unpivot columns of a file that has a row for each series, beside those of its values;
 *     empty if rows follow each other in time
 * @param within which part of a file is read that holds several
 */
public record Layout(
    boolean together,
    int skip,
    String comment,
    List<String> names,
    int footer,
    boolean blanks,
    List<Integer> widths,
    Map<String, List<String>> where,
    @Nullable Pivot pivot,
    List<String> unpivot,
    Within within)
    implements Serializable {

  /** Column names in the first line, a row in each other. */
  public static final Layout PLAIN =
      new Layout(
          false, 0, "", List.of(), 0, false, List.of(), Map.of(), null, List.of(), Within.ONLY);

  /** The column of the names of the columns that became rows. */
  public static final String UNPIVOTED_NAMES = "column";

  /** The column of their values. */
  public static final String UNPIVOTED_VALUES = "value";

  /**
   * Brings rows of several series into columns.
   *
   * @param names the column whose texts are the names of the series
   * @param values the column of their values
   */
  public record Pivot(String names, String values) implements Serializable {
    /** Validates. */
    public Pivot {
      Objects.requireNonNull(names, "names");
      Objects.requireNonNull(values, "values");
    }
  }

  /**
   * Which part of a file is read that holds several.
   *
   * @param sheet name of an Excel file's sheet; empty for the first one
   * @param member name of a file in a zip archive, with or without its folders; empty where the
   *     archive holds only one
   */
  public record Within(String sheet, String member) implements Serializable {

    /** The first sheet, the only file of an archive. */
    public static final Within ONLY = new Within("", "");

    /** Validates. */
    public Within {
      Objects.requireNonNull(sheet, "sheet");
      Objects.requireNonNull(member, "member");
    }
  }

  /** Validates. */
  public Layout {
    Objects.requireNonNull(comment, "comment");
    names = List.copyOf(names);
    widths = List.copyOf(widths);
    where = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(where));
    unpivot = List.copyOf(unpivot);
    Objects.requireNonNull(within, "within");
    if (skip < 0 || footer < 0 || widths.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException("skip, footer or a width out of range");
    }
    if (blanks && !widths.isEmpty()) {
      throw new IllegalArgumentException("blanks and widths");
    }
  }
}
