package org.synprune.jobs.data;

import java.io.Serial;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Turns chunks into the rows of the Parquet files: each block after its halo. */
final class Blocks implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final int FIXED = 9;

  private final Filler filler;
  private final Features features;
  private final Layout layout;
  private final Broadcast<Plan> plan;
  private final Moments.Scaler scaler;
  private final int halo;

  Blocks(
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

  Iterator<Row> of(Iterator<Chunk> chunks) {
    Iterable<Chunk> once = () -> chunks;
    return StreamSupport.stream(once.spliterator(), false).flatMap(this::block).iterator();
  }

  private Stream<Row> block(Chunk chunk) {
    Plan.Part part = plan.value().chunks().get(chunk.id);
    List<Step> steps = filler.fill(chunk, part.carry());
    Features.View view = features.of(part, steps);
    long first = part.firstStep();
    double[] features = new double[this.features.width()];
    return LongStream.range(Math.max(first - halo, view.offset()), first + steps.size())
        .filter(layout::isRow)
        .mapToObj(step -> row(view, step, part.block(), step < first, features));
  }

  private Row row(Features.View view, long number, int block, boolean isHalo, double[] values) {
    view.read(number, values);
    Step step = view.step(number);
    int targetColumn = values.length;
    double target = view.target(number);
    Object[] cells = new Object[FIXED + values.length];
    long row = layout.row(number);
    cells[0] = row;
    cells[1] = block;
    cells[2] = isHalo;
    cells[3] = step.millis() == Chunk.NO_TIME ? null : TimeText.local(step.millis());
    cells[4] = step.segment();
    cells[5] = layout.split(row);
    cells[6] = view.targetStep(number).observed();
    cells[7] = Double.isNaN(target) ? scaler.mean()[targetColumn] : target;
    cells[8] = scaler.scaled(targetColumn, target);
    for (int c = 0; c < values.length; c++) {
      cells[FIXED + c] = scaler.scaled(c, values[c]);
    }
    return RowFactory.create(cells);
  }
}
