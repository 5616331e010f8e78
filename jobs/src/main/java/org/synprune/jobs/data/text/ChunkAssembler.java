package org.synprune.jobs.data.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.RowChunk;
import scala.Tuple2;

/** Joins the parts of chunks, which come in order of their chunks, and sorts the rows by time. */
final class ChunkAssembler implements Iterator<RowChunk> {

  private final Iterator<Tuple2<Long, ChunkPart>> parts;
  private final int columns;
  private @Nullable Tuple2<Long, ChunkPart> next;

  ChunkAssembler(Iterator<Tuple2<Long, ChunkPart>> parts, int columns) {
    this.parts = parts;
    this.columns = columns;
    advance();
  }

  private void advance() {
    next = parts.hasNext() ? parts.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public RowChunk next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    long id = next._1();
    List<ChunkPart> own = new ArrayList<>();
    for (; next != null && next._1() == id; advance()) {
      own.add(next._2());
    }
    // If the file is in order of time, sorting the parts by their first rows sorts all rows.
    own.sort(Comparator.comparingLong(p -> p.millis().length == 0 ? id : p.millis()[0]));
    ChunkPart all = own.size() == 1 ? own.get(0) : ChunkPart.join(own, columns);
    return chunk(id, isSorted(all.millis()) ? all : sorted(all));
  }

  private static boolean isSorted(long[] millis) {
    for (int row = 1; row < millis.length; row++) {
      if (millis[row] < millis[row - 1]) {
        return false;
      }
    }
    return true;
  }

  private ChunkPart sorted(ChunkPart part) {
    long[] millis = part.millis();
    int[] order =
        IntStream.range(0, millis.length)
            .boxed()
            .sorted(Comparator.comparingLong(row -> millis[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] times = new long[millis.length];
    double[] values = new double[part.values().length];
    for (int row = 0; row < order.length; row++) {
      times[row] = millis[order[row]];
      System.arraycopy(part.values(), order[row] * columns, values, row * columns, columns);
    }
    return new ChunkPart(times, values, part.blank(), part.bad());
  }

  private RowChunk chunk(long id, ChunkPart part) {
    long[] millis = part.millis();
    long[] missing = new long[columns];
    @Nullable Long duplicate = null;
    int rows = 0;
    // Blank lines have a chunk of their own.
    while (rows < millis.length && millis[rows] != RowChunk.NO_TIME) {
      for (int c = 0; c < columns; c++) {
        missing[c] += Double.isNaN(part.values()[rows * columns + c]) ? 1 : 0;
      }
      if (duplicate == null && rows > 0 && millis[rows] == millis[rows - 1]) {
        duplicate = millis[rows];
      }
      rows++;
    }
    return new RowChunk(
        id,
        millis,
        part.values(),
        new RowChunk.RawCounts(rows, part.blank(), part.bad(), missing, duplicate));
  }
}
