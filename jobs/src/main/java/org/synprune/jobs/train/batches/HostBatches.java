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
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.Series;

/** Gathers in main memory, into one reused buffer that the engine reads in place. */
public final class HostBatches implements BatchSource {

  private final float[] features;
  private final float[] target;
  private final int width;
  private final int lookback;
  private final int horizon;
  private final WindowForm form;
  private final Anchor anchor;
  private ByteBuffer inputBytes = ByteBuffer.allocateDirect(0);
  private ByteBuffer labelBytes = ByteBuffer.allocateDirect(0);
  private int[][] targets = {};

  /** A row whose values are relative. */
  private final float[] relative;

  /**
   * Creates a source.
   *
   * @param series where windows are cut from
   * @param spec the networks: rows of a window and steps forecast
   */
  public HostBatches(Series series, ForecasterSpec spec) {
    features = series.features();
    target = series.target();
    width = series.width();
    lookback = spec.lookback();
    horizon = spec.horizon();
    form = WindowForm.of(spec);
    anchor = Anchor.of(series.info());
    relative = new float[width];
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
        if (anchor.isNone()) {
          labels.put(target, order[i], horizon);
        } else {
          for (int step = 0; step < horizon; step++) {
            labels.put(target[order[i] + step] - lastKnown(order[i]));
          }
        }
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
        if (!anchor.isNone()) {
          float known = lastKnown(targets[network][from + i]);
          anchor.subtract(rows, i * width, (i + 1) * width, width, known);
        }
      }
      TurnedRows.turn(rows, turned, windows, width);
      Arrays.fill(turned, width * windows, turned.length, 1);
    };
  }

  private void stepsFirst(FloatBuffer inputs, int[] order, int from, int until) {
    for (int step = 0; step < form.steps(); step++) {
      for (int i = from; i < until; i++) {
        row(inputs, order[i], Math.min(step, lookback - 1));
      }
    }
  }

  private void windowsFirst(FloatBuffer inputs, int[] order, int from, int until) {
    for (int i = from; i < until; i++) {
      int apart = 0;
      if (!form.one() && anchor.isNone()) {
        inputs.put(features, (order[i] - lookback) * width, lookback * width);
        apart = lookback;
      }
      for (int step = apart; step < form.steps(); step++) {
        row(inputs, order[i], Math.min(step, lookback - 1));
      }
    }
  }

  /** The scaled target that the window before a row is relative to; 0 for none. */
  private float lastKnown(int row) {
    return anchor.isNone() ? 0 : target[row - 1];
  }

  /** Lays out a row of the window before a target row. */
  private void row(FloatBuffer inputs, int targetRow, int step) {
    int from = (targetRow - lookback + step) * width;
    if (anchor.isNone()) {
      inputs.put(features, from, width);
    } else {
      System.arraycopy(features, from, relative, 0, width);
      anchor.subtract(relative, 0, width, width, lastKnown(targetRow));
      inputs.put(relative);
    }
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
