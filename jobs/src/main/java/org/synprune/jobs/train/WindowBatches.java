package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.synprune.jobs.series.Series;

/**
 * Gathers windows of a series into batches, when they are needed, into one reused buffer: the
 * arrays of a batch are valid until the next batch is gathered.
 */
final class WindowBatches {

  private final Series series;
  private final int lookback;
  private final ByteBuffer inputBytes;
  private final ByteBuffer labelBytes;
  private final FloatBuffer inputs;
  private final FloatBuffer labels;

  /**
   * Allocates the buffers.
   *
   * @param series where windows are cut from
   * @param lookback rows of a window
   * @param capacity windows of the largest batch
   */
  WindowBatches(Series series, int lookback, int capacity) {
    this.series = series;
    this.lookback = lookback;
    inputBytes = direct((long) capacity * lookback * series.width());
    labelBytes = direct(capacity);
    inputs = inputBytes.asFloatBuffer();
    labels = labelBytes.asFloatBuffer();
  }

  private static ByteBuffer direct(long floats) {
    return ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /**
   * One batch.
   *
   * @param inputs windows, {@code [windows, lookback, features]}
   * @param labels scaled targets, {@code [windows, 1]}
   */
  record Batch(NDArray inputs, NDArray labels) {}

  /**
   * Gathers a batch.
   *
   * @param manager owns the arrays
   * @param targets target rows
   * @param from first of them to take
   * @param until first of them to leave
   * @return the windows before those rows and the labels at them
   */
  Batch gather(NDManager manager, int[] targets, int from, int until) {
    int row = series.width();
    inputs.clear();
    labels.clear();
    for (int i = from; i < until; i++) {
      inputs.put(series.features(), (targets[i] - lookback) * row, lookback * row);
      labels.put(series.target()[targets[i]]);
    }
    int windows = until - from;
    return new Batch(
        array(manager, inputBytes, inputs, new Shape(windows, lookback, row)),
        array(manager, labelBytes, labels, new Shape(windows, 1)));
  }

  private static NDArray array(
      NDManager manager, ByteBuffer bytes, FloatBuffer filled, Shape shape) {
    ByteBuffer used = bytes.duplicate().order(ByteOrder.nativeOrder());
    used.position(0).limit(filled.position() * Float.BYTES);
    return manager.create(used, shape, DataType.FLOAT32);
  }
}
