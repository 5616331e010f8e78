package org.synprune.jobs.train.batches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Gathers on the device, from the rows that lie there: what crosses the bus is an epoch's order,
 * once.
 */
public final class DeviceBatches implements BatchSource {

  private final SeriesOnDevice series;
  private final WindowForm form;
  private final NDManager manager;
  private final NDArray offsets;
  private NDArray targets;

  /**
   * Creates a source.
   *
   * @param parent owns what the source holds
   * @param series the rows on the device
   * @param lookback rows of a window
   * @param form how they are laid out
   */
  public DeviceBatches(NDManager parent, SeriesOnDevice series, int lookback, WindowForm form) {
    this.series = series;
    this.form = form;
    manager = parent.newSubManager();
    long[] steps = new long[form.steps()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (long) Math.min(i, lookback - 1) - lookback;
    }
    Shape shape = form.stepsFirst() ? new Shape(1, steps.length, 1) : new Shape(1, 1, steps.length);
    offsets = manager.create(steps, shape);
  }

  @Override
  public void order(int[][] order) {
    if (targets != null) {
      targets.close();
    }
    long[] all = new long[order.length * order[0].length];
    int at = 0;
    for (int[] one : order) {
      for (int target : one) {
        all[at++] = target;
      }
    }
    targets = manager.create(all, new Shape(order.length, order[0].length));
  }

  @Override
  public Batch gather(NDManager scope, int from, int until) {
    NDArray chosen = targets.get(scope, new NDIndex(":, " + from + ":" + until));
    NDArray rows = chosen.expandDims(form.stepsFirst() ? 1 : 2).add(offsets);
    NDArray matrix = form.one() ? series.rowsAndOne() : series.rows();
    NDArray inputs = matrix.get(scope, new NDIndex("{}", rows.flatten()));
    Shape windows = form.shape(until - from, Math.toIntExact(series.rows().getShape().get(1)));
    NDArray labels = series.target().get(scope, new NDIndex("{}", chosen.flatten()));
    return new Batch(
        inputs.reshape(new Shape(chosen.getShape().get(0)).addAll(windows)),
        labels.reshape(chosen.getShape()));
  }
}
