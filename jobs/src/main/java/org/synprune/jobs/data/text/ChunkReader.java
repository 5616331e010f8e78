package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.hadoop.io.Text;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.RowChunk;

/**
 * Turns the lines of one task into chunks. Those whose lines stand together in the file come in one
 * piece, but for the first and the last, of which other tasks have lines too.
 */
final class ChunkReader implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Lines that a task collects before it hands on all chunks but the one that it is in. */
  private static final int COLLECTED = 1 << 18;

  private final LineTyper typer;
  private final long stretch;
  private final int columns;
  private final boolean keepBlank;

  /**
   * Makes a reader.
   *
   * @param typer reads a line
   * @param stretch milliseconds of a chunk
   * @param columns values of a row
   * @param keepBlank whether blank lines are rows
   */
  ChunkReader(LineTyper typer, long stretch, int columns, boolean keepBlank) {
    this.typer = typer;
    this.stretch = stretch;
    this.columns = columns;
    this.keepBlank = keepBlank;
  }

  Iterator<RowChunk> of(Iterator<Text> lines) {
    return new Chunks(lines);
  }

  private final class Chunks implements Iterator<RowChunk> {

    private final Iterator<Text> lines;
    private final Map<Long, ChunkBuilder> open = new TreeMap<>();
    private Iterator<RowChunk> ready = List.<RowChunk>of().iterator();
    private @Nullable ChunkBuilder chunk;
    private long id;

    Chunks(Iterator<Text> lines) {
      this.lines = lines;
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
        Text text = lines.next();
        add(typer.read(text.getBytes(), text.getLength()));
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
      LineTyper.Typed typed = line instanceof LineTyper.Typed row ? row : null;
      long belongs = typed == null ? RowChunk.NO_TIME : Math.floorDiv(typed.millis(), stretch);
      if (chunk == null || belongs != id) {
        id = belongs;
        chunk = open.computeIfAbsent(id, none -> new ChunkBuilder(columns));
      }
      if (typed != null) {
        chunk.add(typed);
      } else if (line instanceof LineTyper.Blank) {
        chunk.addBlank(keepBlank);
      } else {
        chunk.addBad();
      }
    }
  }
}
