package org.synprune.jobs.data.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;

/**
 * A series that {@code prepare} made or found.
 *
 * @param info what training needs to know of it
 * @param columns the table's columns as the paper counts them: inputs and target
 * @param inputRows rows of the input file, without blank ones
 * @param blankRows lines of the input file that hold separators only
 * @param missing values missing in the input file, by column, without blank lines
 * @param source name of the input file
 * @param segments gap-free runs of rows
 * @param unobserved rows whose target was not measured
 * @param warnings what a user should look at in the input, a sentence each
 * @param folder where the series lies
 * @param reused whether the folder was already there, made of the same recipe and input
 */
public record PreparedSeries(
    SeriesInfo info,
    List<String> columns,
    long inputRows,
    long blankRows,
    Map<String, Long> missing,
    String source,
    int segments,
    long unobserved,
    List<String> warnings,
    Folder folder,
    boolean reused) {

  /** Validates. */
  public PreparedSeries {
    Objects.requireNonNull(info, "info");
    columns = List.copyOf(columns);
    warnings = List.copyOf(warnings);
    missing = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(folder, "folder");
  }

  /**
   * The number of rows of the series.
   *
   * @return rows
   */
  public int rows() {
    return info.rows();
  }

  /**
   * The table's shape, as the paper's Table 1 prints it.
   *
   * @return such as {@code 1259 x 20}
   */
  public String shape() {
    return rows() + " x " + columns.size();
  }

  /**
   * All values missing in the input file.
   *
   * @return their number
   */
  public long missingValues() {
    return missing.values().stream().mapToLong(Long::longValue).sum();
  }
}
