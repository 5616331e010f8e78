package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.data.store.SeriesRow;

/**
 * Turns chunks into the rows of the Parquet files: each block after its halo. A row is one object,
 * filled again for the next.
 */
public final class Blocks implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final Filler filler;
  private final Features features;
  private final Layout layout;
  private final Broadcast<Plan> plan;
  private final Moments.Scaler scaler;
  private final int halo;

  public Blocks(
      Filler filler,
      Features features,
      Layout layout,
      Broadcast<Plan> plan,
      Moments.Scaler scaler,
      int halo) {
    this.filler = filler;
    this.features = features;
    this.layout = layout;
    this.plan = plan;
    this.scaler = scaler;
    this.halo = halo;
  }

  /** The rows of one chunk, each of which is gone when the next is taken. */
  public Iterator<SeriesRow> of(Chunk chunk) {
    Plan.Part part = plan.value().chunks().get(chunk.id);
    List<Step> steps = filler.fill(chunk, part.carry());
    Features.View view = features.of(part, steps);
    long first = part.firstStep();
    double[] values = new double[features.width()];
    SeriesRow row = new SeriesRow(values.length);
    row.block = part.block();
    long from = Math.max(Math.max(first - halo, view.offset()), layout.step(0));
    long until = Math.min(first + steps.size(), layout.step(layout.rows()));
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
    Step step = view.step(number);
    int targetColumn = values.length;
    double target = view.target(number);
    row.row = layout.row(number);
    row.millis = step.millis();
    row.segment = step.segment();
    row.split = layout.split(row.row);
    row.observed = view.targetStep(number).observed();
    row.raw = Double.isNaN(target) ? scaler.mean()[targetColumn] : target;
    row.target = scaler.scaled(targetColumn, target);
    for (int c = 0; c < values.length; c++) {
      row.features[c] = scaler.scaled(c, values[c]);
    }
  }
}
