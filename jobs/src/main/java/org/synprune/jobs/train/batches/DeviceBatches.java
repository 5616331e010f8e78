package org.synprune.jobs.train.batches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;

/**
 * Gathers on the device, from the rows that lie there: what crosses the bus is an epoch's order,
 * once.
 */
public final class DeviceBatches implements BatchSource {

  /** Targets that are sent at once: their bytes are counted by an int. */
  private static final int MOST_AT_ONCE = 1 << 28;

  private final int mostAtOnce;
  private final SeriesOnDevice series;
  private final WindowForm form;
  private final NDManager manager;
  private final NDArray offsets;
  private final @Nullable NDArray ahead;

  /** 1 for each column of a row that is relative to the last known target, else 0; or null. */
  private final @Nullable NDArray anchored;

  private NDArray targets;

  /**
   * Creates a source.
   *
   * @param parent owns what the source holds
   * @param series the rows on the device
   * @param spec the networks: rows of a window and steps forecast
   */
  public DeviceBatches(NDManager parent, SeriesOnDevice series, ForecasterSpec spec) {
    this(parent, series, spec, MOST_AT_ONCE);
  }

  /** With another number of targets that are sent at once. */
  public DeviceBatches(
      NDManager parent, SeriesOnDevice series, ForecasterSpec spec, int mostAtOnce) {
    this.mostAtOnce = mostAtOnce;
    this.series = series;
    form = WindowForm.of(spec);
    manager = parent.newSubManager();
    long[] steps = new long[form.steps()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (long) Math.min(i, spec.lookback() - 1) - spec.lookback();
    }
    Shape shape = form.stepsFirst() ? new Shape(1, steps.length, 1) : new Shape(1, 1, steps.length);
    offsets = manager.create(steps, shape);
    ahead = spec.horizon() == 1 ? null : ahead(manager, spec.horizon());
    NDArray columns = series.anchored();
    anchored = columns == null || form.one() ? columns : columns.get(manager, new NDIndex(":-1"));
  }

  /** How far behind the first step forecast the others are. */
  private static NDArray ahead(NDManager manager, int horizon) {
    return manager.create(LongStream.range(0, horizon).toArray(), new Shape(1, 1, horizon));
  }

  @Override
  public void order(int[][] order) {
    if (targets != null) {
      targets.close();
    }
    int windows = order[0].length;
    int atOnce = Math.max(1, mostAtOnce / windows);
    try (NDManager scope = manager.newSubManager()) {
      NDList parts = new NDList();
      for (int from = 0; from < order.length; from += atOnce) {
        int until = Math.min(order.length, from + atOnce);
        int[] part = new int[(until - from) * windows];
        for (int i = from; i < until; i++) {
          System.arraycopy(order[i], 0, part, (i - from) * windows, windows);
        }
        parts.add(scope.create(part, new Shape(until - from, windows)));
      }
      NDArray whole = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts);
      targets = whole.toType(DataType.INT64, false);
      targets.attach(manager);
    }
  }

  @Override
  public Batch gather(NDManager scope, int from, int until) {
    NDArray chosen = targets.get(scope, new NDIndex(":, " + from + ":" + until));
    NDArray rows = chosen.expandDims(form.stepsFirst() ? 1 : 2).add(offsets);
    NDArray matrix = form.one() ? series.rowsAndOne() : series.rows();
    NDArray inputs = matrix.get(scope, new NDIndex("{}", rows.flatten()));
    Shape windows = form.shape(until - from, Math.toIntExact(series.rows().getShape().get(1)));
    inputs = inputs.reshape(new Shape(chosen.getShape().get(0)).addAll(windows));
    NDArray each = chosen.expandDims(2);
    NDArray forecast = ahead == null ? each : each.add(ahead);
    NDArray labels = targets(scope, forecast);
    if (anchored != null) {
      NDArray known = targets(scope, each.sub(1));
      inputs.subi(known.expandDims(form.stepsFirst() ? 1 : 2).mul(anchored));
      labels.subi(known);
    }
    return new Batch(inputs, labels);
  }

  /** The scaled targets at some rows, in their shape. */
  private NDArray targets(NDManager scope, NDArray rows) {
    return series.target().get(scope, new NDIndex("{}", rows.flatten())).reshape(rows.getShape());
  }
}
