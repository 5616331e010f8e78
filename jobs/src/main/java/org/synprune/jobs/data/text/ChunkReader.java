package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.conf.TimeGrid;

/**
 * Turns the lines of one task into chunks. Those whose lines stand together in the file come in one
 * piece, but for the first and the last, of which other tasks have lines too.
 */
final class ChunkReader implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Lines that a task collects before it hands on all chunks but the one that it is in. */
  private static final int COLLECTED = 1 << 18;

  /** Leaves room for the pieces of a task between those of two tasks. */
  private static final int TASK_BITS = 32;

  private final TimeGrid steps;
  private final long ofChunk;
  private final int columns;
  private final boolean keepBlank;

  /**
   * Makes a reader.
   *
   * @param steps the steps of the data set
   * @param ofChunk steps of a chunk
   * @param columns values of a row
   * @param keepBlank whether blank lines are rows
   */
  ChunkReader(TimeGrid steps, long ofChunk, int columns, boolean keepBlank) {
    this.steps = steps;
    this.ofChunk = ofChunk;
    this.columns = columns;
    this.keepBlank = keepBlank;
  }

  /**
   * The chunks of a task's lines.
   *
   * @param task number of the task, in order of the files
   * @param lines its lines, in order
   * @return pieces of chunks
   */
  Iterator<RowChunk> of(int task, Iterator<LineTyper.Line> lines) {
    return new Chunks(task, lines);
  }

  private final class Chunks implements Iterator<RowChunk> {

    private final Iterator<LineTyper.Line> lines;
    private final Map<Long, ChunkBuilder> open = new TreeMap<>();
    private Iterator<RowChunk> ready = List.<RowChunk>of().iterator();
    private @Nullable ChunkBuilder chunk;
    private long id;
    private long begin;
    private long end;
    private long pieces;
    private long before = RowChunk.NO_TIME;

    Chunks(int task, Iterator<LineTyper.Line> lines) {
      this.lines = lines;
      this.pieces = (long) task << TASK_BITS;
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && (lines.hasNext() || !open.isEmpty())) {
        collect();
      }
      return ready.hasNext();
    }

    @Override
    public RowChunk next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    private void collect() {
      for (int count = 0; count < COLLECTED && lines.hasNext(); count++) {
        add(lines.next());
      }
      ChunkBuilder current = lines.hasNext() ? chunk : null;
      ready =
          open.entrySet().stream()
              .filter(entry -> entry.getValue() != current)
              .map(entry -> entry.getValue().build(entry.getKey()))
              .toList()
              .iterator();
      open.clear();
      if (current != null) {
        open.put(id, current);
      }
    }

    private void add(LineTyper.Line line) {
      if (line instanceof LineTyper.Skipped) {
        return;
      }
      if (line instanceof LineTyper.Typed row) {
        if (chunk == null || row.millis() < begin || row.millis() >= end) {
          long belongs = Math.floorDiv(steps.index(row.millis()), ofChunk);
          enter(belongs);
          if (steps instanceof TimeGrid.Fixed) {
            // Spares the rows that follow some divisions.
            begin = steps.start(belongs * ofChunk);
            end = steps.start((belongs + 1) * ofChunk);
          }
        }
        chunk.add(row, before);
        before = row.millis();
        return;
      }
      enter(RowChunk.NO_TIME);
      begin = end;
      if (line instanceof LineTyper.Blank) {
        chunk.addBlank(keepBlank);
      } else if (line instanceof LineTyper.Passed) {
        chunk.addPassed();
      } else {
        chunk.addBad();
      }
    }

    private void enter(long belongs) {
      if (chunk == null || belongs != id) {
        id = belongs;
        chunk = open.computeIfAbsent(id, none -> new ChunkBuilder(columns, pieces++));
      }
    }
  }
}
