package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.synprune.jobs.data.conf.Layout;

/**
 * Which rows of a file are read, and, if it has several series below each other, into which column.
 */
final class RowChoice implements Serializable {

  /** Stands for all columns. */
  private static final int ALL = -1;

  @Serial private static final long serialVersionUID = 1L;

  private final int[] at;
  private final List<List<String>> texts;
  private final int namesAt;
  private final List<String> columns;

  /**
   * Makes a choice.
   *
   * @param layout the source's layout
   * @param header the file's column names
   * @param columns the data set's columns
   */
  RowChoice(Layout layout, List<String> header, List<String> columns) {
    // Of a file with a row for each series, those of others never became rows.
    boolean done = !layout.unpivot().isEmpty();
    this.at =
        done ? new int[0] : layout.where().keySet().stream().mapToInt(header::indexOf).toArray();
    this.texts = List.copyOf(layout.where().values());
    Layout.Pivot pivot = layout.pivot();
    this.namesAt = pivot == null ? ALL : header.indexOf(pivot.names());
    this.columns = columns;
  }

  /** Whether each row is read, into all columns. */
  boolean isAll() {
    return at.length == 0 && namesAt == ALL;
  }

  /** Whether a row is read. */
  boolean isChosen(LineTyper.Cells row) {
    for (int i = 0; i < at.length; i++) {
      if (!texts.get(i).contains(Invisible.strip(row.text(at[i])))) {
        return false;
      }
    }
    return namesAt == ALL || column(row) >= 0;
  }

  /** The name of the series that a row is of, if several stand below each other. */
  Optional<String> series(LineTyper.Cells row) {
    return namesAt == ALL ? Optional.empty() : Optional.of(Invisible.strip(row.text(namesAt)));
  }

  /** The column that a row's value belongs to, negative if it has a value for each. */
  int column(LineTyper.Cells row) {
    return namesAt == ALL ? ALL : columns.indexOf(Invisible.strip(row.text(namesAt)));
  }
}
