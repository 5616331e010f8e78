package org.synprune.jobs.data.text;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.hadoop.io.Text;
import org.synprune.jobs.data.build.Chunk;
import scala.Tuple2;

/** Turns the lines of one task into pieces of chunks, keyed by the chunk's number. */
final class Pieces implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /** Lines that a task holds before it hands their pieces on. */
  private static final int HELD = 1 << 18;

  private final LineTyper typer;
  private final long stretch;
  private final int columns;
  private final boolean keepBlank;

  /**
   * Creates the reading.
   *
   * @param stretch milliseconds of a chunk
   * @param columns values of a row
   * @param keepBlank whether blank lines are rows
   */
  Pieces(LineTyper typer, long stretch, int columns, boolean keepBlank) {
    this.typer = typer;
    this.stretch = stretch;
    this.columns = columns;
    this.keepBlank = keepBlank;
  }

  Iterator<Tuple2<Long, Piece>> of(Iterator<Text> lines) {
    return new Iterator<>() {
      private Iterator<Tuple2<Long, Piece>> held = List.<Tuple2<Long, Piece>>of().iterator();

      @Override
      public boolean hasNext() {
        while (!held.hasNext() && lines.hasNext()) {
          held = held(lines);
        }
        return held.hasNext();
      }

      @Override
      public Tuple2<Long, Piece> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return held.next();
      }
    };
  }

  private Iterator<Tuple2<Long, Piece>> held(Iterator<Text> lines) {
    Map<Long, Piece.Builder> pieces = new TreeMap<>();
    Piece.Builder piece = null;
    long chunk = 0;
    for (int count = 0; count < HELD && lines.hasNext(); count++) {
      Text text = lines.next();
      LineTyper.Line line = typer.read(text.getBytes(), text.getLength());
      if (line instanceof LineTyper.Skipped) {
        continue;
      }
      LineTyper.Typed typed = line instanceof LineTyper.Typed row ? row : null;
      long id = typed == null ? Chunk.NO_TIME : Math.floorDiv(typed.millis(), stretch);
      if (piece == null || id != chunk) {
        chunk = id;
        piece = pieces.computeIfAbsent(id, none -> new Piece.Builder(columns));
      }
      if (typed != null) {
        piece.add(typed);
      } else if (line instanceof LineTyper.Blank) {
        piece.addBlank(keepBlank);
      } else {
        piece.addBad();
      }
    }
    return pieces.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue().build()))
        .iterator();
  }
}
