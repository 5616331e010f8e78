package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.hadoop.io.Text;
import org.synprune.jobs.data.build.RowChunk;
import scala.Tuple2;

/** Turns the lines of one task into parts of chunks, each with the number of its chunk. */
final class ChunkPartReader implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Lines that a task collects before it hands their parts on. */
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
  ChunkPartReader(LineTyper typer, long stretch, int columns, boolean keepBlank) {
    this.typer = typer;
    this.stretch = stretch;
    this.columns = columns;
    this.keepBlank = keepBlank;
  }

  Iterator<Tuple2<Long, ChunkPart>> of(Iterator<Text> lines) {
    return new Iterator<>() {
      private Iterator<Tuple2<Long, ChunkPart>> ready =
          List.<Tuple2<Long, ChunkPart>>of().iterator();

      @Override
      public boolean hasNext() {
        while (!ready.hasNext() && lines.hasNext()) {
          ready = collected(lines);
        }
        return ready.hasNext();
      }

      @Override
      public Tuple2<Long, ChunkPart> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.next();
      }
    };
  }

  private Iterator<Tuple2<Long, ChunkPart>> collected(Iterator<Text> lines) {
    Map<Long, ChunkPart.Builder> parts = new TreeMap<>();
    ChunkPart.Builder part = null;
    long chunk = 0;
    for (int count = 0; count < COLLECTED && lines.hasNext(); count++) {
      Text text = lines.next();
      LineTyper.Line line = typer.read(text.getBytes(), text.getLength());
      if (line instanceof LineTyper.Skipped) {
        continue;
      }
      LineTyper.Typed typed = line instanceof LineTyper.Typed row ? row : null;
      long id = typed == null ? RowChunk.NO_TIME : Math.floorDiv(typed.millis(), stretch);
      if (part == null || id != chunk) {
        chunk = id;
        part = parts.computeIfAbsent(id, none -> new ChunkPart.Builder(columns));
      }
      if (typed != null) {
        part.add(typed);
      } else if (line instanceof LineTyper.Blank) {
        part.addBlank(keepBlank);
      } else {
        part.addBad();
      }
    }
    return parts.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue().build()))
        .iterator();
  }
}
