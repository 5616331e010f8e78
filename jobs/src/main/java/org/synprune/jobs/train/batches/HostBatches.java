package org.synprune.jobs.train.batches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Series;

/** Gathers in main memory, into one reused buffer that the engine reads in place. */
public final class HostBatches implements BatchSource {

  private final float[] features;
  private final float[] target;
  private final int width;
  private final int lookback;
  private final int horizon;
  private final WindowForm form;
  private ByteBuffer inputBytes = ByteBuffer.allocateDirect(0);
  private ByteBuffer labelBytes = ByteBuffer.allocateDirect(0);
  private int[][] targets = {};

  /**
   * Creates a source.
   *
   * @param series where windows are cut from
   * @param spec the networks: rows of a window and steps forecast
   */
  public HostBatches(Series series, ForecasterSpec spec) {
    this(
        series.features(),
        series.target(),
        series.width(),
        spec.lookback(),
        spec.horizon(),
        WindowForm.of(spec));
  }

  /**
   * Creates a source.
   *
   * @param features rows that windows are cut from, {@code [rows x width]}
   * @param target scaled target at each row and behind the last, if windows end there
   * @param width columns of a row
   * @param lookback rows of a window
   * @param horizon steps forecast
   * @param form how windows are laid out
   */
  public HostBatches(
      float[] features, float[] target, int width, int lookback, int horizon, WindowForm form) {
    this.features = features;
    this.target = target;
    this.width = width;
    this.lookback = lookback;
    this.horizon = horizon;
    this.form = form;
  }

  @Override
  public void order(int[][] order) {
    targets = order;
  }

  @Override
  public Batch gather(NDManager manager, int from, int until) {
    Shape shape = new Shape(targets.length).addAll(shape(until - from));
    inputBytes = sized(inputBytes, shape.size());
    FloatBuffer inputs = inputBytes.asFloatBuffer();
    for (int[] order : targets) {
      if (form.stepsFirst()) {
        stepsFirst(inputs, order, from, until);
      } else {
        windowsFirst(inputs, order, from, until);
      }
    }
    return new Batch(array(manager, inputBytes, shape), labels(manager, from, until));
  }

  /**
   * The size of a batch.
   *
   * @param windows how many windows it has
   * @return one network's shape in the networks' form
   */
  public Shape shape(int windows) {
    return form.shape(windows, width);
  }

  /**
   * Gathers labels alone.
   *
   * @param manager owns the array, which is valid until labels are gathered again
   * @param from first place in the order to take
   * @param until first place to leave
   * @return scaled targets, {@code [networks, windows, horizon]}
   */
  public NDArray labels(NDManager manager, int from, int until) {
    Shape shape = new Shape(targets.length, until - from, horizon);
    labelBytes = sized(labelBytes, shape.size());
    FloatBuffer labels = labelBytes.asFloatBuffer();
    for (int[] order : targets) {
      for (int i = from; i < until; i++) {
        labels.put(target, order[i], horizon);
      }
    }
    return array(manager, labelBytes, shape);
  }

  /**
   * Gathers a batch row by row, for networks that take the windows as the last axis.
   *
   * @param from first place in the order to take
   * @param until first place to leave
   * @return rows of the windows, ones in the last column if the form has them; valid until the
   *     order changes
   */
  public TurnedRows turned(int from, int until) {
    int windows = until - from;
    float[] rows = new float[windows * width];
    return (network, step, turned) -> {
      if (network >= targets.length) {
        return; // one order for all networks: they are there still
      }
      int back = lookback - Math.min(step, lookback - 1);
      for (int i = 0; i < windows; i++) {
        int row = targets[network][from + i] - back;
        System.arraycopy(features, row * width, rows, i * width, width);
      }
      TurnedRows.turn(rows, turned, windows, width);
      Arrays.fill(turned, width * windows, turned.length, 1);
    };
  }

  private void stepsFirst(FloatBuffer inputs, int[] order, int from, int until) {
    for (int step = 0; step < form.steps(); step++) {
      for (int i = from; i < until; i++) {
        row(inputs, order[i] - lookback + Math.min(step, lookback - 1));
      }
    }
  }

  private void windowsFirst(FloatBuffer inputs, int[] order, int from, int until) {
    for (int i = from; i < until; i++) {
      if (form.one()) {
        for (int step = 0; step < lookback; step++) {
          row(inputs, order[i] - lookback + step);
        }
      } else {
        inputs.put(features, (order[i] - lookback) * width, lookback * width);
      }
      for (int step = lookback; step < form.steps(); step++) {
        row(inputs, order[i] - 1);
      }
    }
  }

  private void row(FloatBuffer inputs, int row) {
    inputs.put(features, row * width, width);
    if (form.one()) {
      inputs.put(1);
    }
  }

  private static ByteBuffer sized(ByteBuffer buffer, long floats) {
    int bytes = Math.toIntExact(floats * Float.BYTES);
    return buffer.capacity() >= bytes
        ? buffer
        : ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static NDArray array(NDManager manager, ByteBuffer bytes, Shape shape) {
    ByteBuffer used = bytes.duplicate().order(ByteOrder.nativeOrder());
    used.position(0).limit(Math.toIntExact(shape.size() * Float.BYTES));
    return manager.create(used, shape, DataType.FLOAT32);
  }
}
