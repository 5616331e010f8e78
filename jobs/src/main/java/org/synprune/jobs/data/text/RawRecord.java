package org.synprune.jobs.data.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row of a file.
 *
 * @param part the file
 * @param line the line that it begins at, from 1; of Excel and Parquet, the row
 * @param cells its cells: texts, or of Excel and Parquet also numbers and times; null where there
 *     is nothing
 * @param problem why it has no cells; empty if it has
 */
record RawRecord(RawPart part, long line, List<? extends @Nullable Object> cells, String problem) {

  /** A row that can't be split into cells. */
  static RawRecord broken(RawPart part, long line, String problem) {
    return new RawRecord(part, line, List.of(), problem);
  }

  static RawRecord of(RawPart part, long line, List<? extends @Nullable Object> cells) {
    return new RawRecord(part, line, cells, "");
  }

  /** Whether it is an empty line, without even separators. */
  boolean isNothing() {
    return problem.isEmpty()
        && (cells.isEmpty()
            || (cells.size() == 1 && (cells.get(0) == null || cells.get(0).toString().isBlank())));
  }
}
