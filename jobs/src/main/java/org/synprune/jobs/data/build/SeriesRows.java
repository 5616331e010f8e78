package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.data.store.SeriesRow;

/** Turns each chunk into the rows of one block of the Parquet files, its halo first. */
public final class SeriesRows implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final GapFiller filler;
  private final Features features;
  private final SplitBounds bounds;
  private final Broadcast<ChunkContexts> contexts;
  private final Moments.Scaler scaler;
  private final int halo;

  /**
   * Makes the last step of the preparation.
   *
   * @param filler fills the chunks
   * @param features makes the columns
   * @param bounds which steps are rows
   * @param contexts what each chunk has to know of its neighbours
   * @param scaler scales features and target
   * @param halo rows that are repeated before each block
   */
  public SeriesRows(
      GapFiller filler,
      Features features,
      SplitBounds bounds,
      Broadcast<ChunkContexts> contexts,
      Moments.Scaler scaler,
      int halo) {
    this.filler = filler;
    this.features = features;
    this.bounds = bounds;
    this.contexts = contexts;
    this.scaler = scaler;
    this.halo = halo;
  }

  /**
   * The rows of one chunk.
   *
   * @param chunk the chunk
   * @return its rows; all are one object, which is filled again by each {@code next}
   */
  public Iterator<SeriesRow> of(RowChunk chunk) {
    ChunkContext context = contexts.value().chunks().get(chunk.id);
    List<TimeStep> steps = filler.fill(chunk, context.before());
    Features.View view = features.of(context, steps);
    long first = context.firstStep();
    double[] values = new double[features.width()];
    SeriesRow row = new SeriesRow(values.length);
    row.block = context.block();
    long from = Math.max(Math.max(first - halo, view.offset()), bounds.step(0));
    long until = Math.min(first + steps.size(), bounds.step(bounds.rows()));
    return new Iterator<>() {
      private long number = from;

      @Override
      public boolean hasNext() {
        return number < until;
      }

      @Override
      public SeriesRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        row.halo = number < first;
        view.read(number, values);
        fill(row, view, number++, values);
        return row;
      }
    };
  }

  private void fill(SeriesRow row, Features.View view, long number, double[] values) {
    TimeStep step = view.step(number);
    int targetColumn = values.length;
    double target = view.target(number);
    row.row = bounds.row(number);
    row.millis = step.millis();
    row.segment = step.segment();
    row.split = bounds.split(row.row);
    row.observed = view.targetStep(number).observed();
    row.raw = Double.isNaN(target) ? scaler.mean()[targetColumn] : target;
    row.target = scaler.scaled(targetColumn, target);
    for (int c = 0; c < values.length; c++) {
      row.features[c] = scaler.scaled(c, values[c]);
    }
  }
}
