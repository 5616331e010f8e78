package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;

/**
 * The first and the last records of a file, its column names among them.
 *
 * @param head the first records
 * @param tail the last records that aren't among the first
 * @param text whether the file is text, not an Excel or Parquet file
 */
public record RawSample(List<Row> head, List<Row> tail, boolean text) {

  private static final int LAST = 20;

  /**
   * A record.
   *
   * @param line its line, from 1
   * @param cells its cells: texts, or of Excel and Parquet also numbers and times; null where there
   *     is nothing
   */
  public record Row(long line, List<@Nullable Object> cells) {

    /** Copies the list, which may hold null. */
    public Row {
      cells = java.util.Collections.unmodifiableList(new ArrayList<>(cells));
    }

    /**
     * A cell as a text.
     *
     * @param at its position
     * @return its text without blanks around it; empty if there is none
     */
    public String text(int at) {
      return at < cells.size() ? Invisible.strip(TypedCells.text(cells.get(at))) : "";
    }
  }

  /** Copies the lists. */
  public RawSample {
    head = List.copyOf(head);
    tail = List.copyOf(tail);
  }

  /**
   * Reads a file.
   *
   * @param spark reads Parquet files
   * @param file the file
   * @param source how it is read
   * @param rows how many records of its beginning are wanted
   * @return its first and last records
   * @throws org.synprune.jobs.BadInputException if it can't be read
   */
  public static RawSample read(JavaSparkContext spark, Folder file, Source source, int rows) {
    try {
      RawPart part = RawPart.of(file, source);
      if (part.packing() == Packing.PARQUET) {
        Header header = Header.of(part, source);
        RawPart named = part.named(header.names());
        try (RecordReader reader = ParquetRecords.open(spark, named, source)) {
          List<Row> head = new ArrayList<>();
          head.add(new Row(0, new ArrayList<>(header.names())));
          return read(reader, head, rows, false);
        }
      }
      try (RecordReader reader = RecordReader.open(part, source)) {
        return read(reader, new ArrayList<>(), rows, part.packing() != Packing.XLSX);
      }
    } catch (IOException e) {
      throw StorageFailure.unreadable(file, e);
    } catch (UncheckedIOException e) {
      throw StorageFailure.unreadable(file, e.getCause());
    }
  }

  private static RawSample read(RecordReader reader, List<Row> head, int rows, boolean text) {
    Deque<Row> tail = new ArrayDeque<>();
    while (reader.hasNext()) {
      RawRecord one = reader.next();
      if (one.isNothing() || !one.problem().isEmpty()) {
        continue;
      }
      Row row = new Row(one.line(), new ArrayList<>(one.cells()));
      if (head.size() < rows) {
        head.add(row);
      } else {
        tail.add(row);
        if (tail.size() > LAST) {
          tail.remove();
        }
      }
    }
    return new RawSample(head, List.copyOf(tail), text);
  }
}
