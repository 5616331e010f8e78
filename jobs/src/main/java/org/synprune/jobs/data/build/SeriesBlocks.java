package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.synprune.jobs.data.store.SeriesBlock;

/** Turns each chunk into one block of the Parquet files, its halo first. */
public final class SeriesBlocks implements Serializable {

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
  public SeriesBlocks(
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
   * @return its block, which may have no rows
   */
  public SeriesBlock of(RowChunk chunk) {
    ChunkContext context = contexts.value().chunks().get(chunk.id);
    Steps steps = filler.seen(chunk, context);
    Features.View view = features.of(context, steps);
    long first = context.firstStep();
    long end = view.offset() + steps.size() - context.stepsAfter().size();
    long from = Math.max(Math.max(first - halo, view.offset()), bounds.step(0));
    int rows = (int) Math.max(0, Math.min(end, bounds.step(bounds.rows())) - from);
    long[] millis = new long[rows];
    int[] segments = new int[rows];
    String[] splits = new String[rows];
    boolean[] observed = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      int at = view.at(from + i);
      millis[i] = steps.millis(at);
      segments[i] = steps.segment(at);
      splits[i] = bounds.split(bounds.row(from + i));
      observed[i] = view.observed(from + i);
    }
    double[] values = new double[rows];
    float[][] scaled = new float[features.width()][];
    for (int c = 0; c < scaled.length; c++) {
      view.feature(c, from, rows, values);
      scaled[c] = scaler.scaled(c, values);
    }
    view.targets(from, rows, values);
    float[] target = scaler.scaled(scaled.length, values);
    for (int i = 0; i < rows; i++) {
      values[i] = Double.isNaN(values[i]) ? scaler.mean()[scaled.length] : values[i];
    }
    int repeated = (int) Math.max(0, Math.min(rows, first - from));
    return new SeriesBlock(
        context.block(),
        bounds.row(from),
        repeated,
        millis,
        segments,
        splits,
        observed,
        values,
        target,
        scaled);
  }
}
