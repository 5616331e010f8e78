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

/**
 * Windows of plain arrays that are forecast from, a batch of its own for each of some networks.
 * Laid out in one reused buffer that the engine reads in place. For one thread at a time.
 */
public final class WindowInputs {

  /** Windows that are turned at once: what they write is next to each other. */
  private static final int AT_ONCE = 8;

  private final WindowForm form;
  private final int lookback;
  private final int features;
  private final int networks;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private float[] values = {};
  private int count;
  private int first;
  private int each;

  /**
   * Creates inputs without windows.
   *
   * @param spec shape of the networks
   * @param networks how many there are
   */
  public WindowInputs(ForecasterSpec spec, int networks) {
    this.networks = networks;
    form = WindowForm.of(spec);
    lookback = spec.lookback();
    features = spec.features();
  }

  /**
   * Takes windows.
   *
   * @param windows whole windows one after another, each row by row; may not change while they are
   *     used
   * @param number how many windows there are; where a batch has more, the last one is repeated
   * @param from the window that the first network's batch begins with; the next network's begins
   *     where it ends
   * @param batch windows of a batch
   */
  public void take(float[] windows, int number, int from, int batch) {
    values = windows;
    count = number;
    first = from;
    each = batch;
  }

  /**
   * The size of a batch.
   *
   * @return one network's shape in the networks' form
   */
  public Shape shape() {
    return form.shape(each, features);
  }

  /**
   * Lays the batches out.
   *
   * @param manager owns the array, which is valid until the next call
   * @return {@code [networks, ...]} in the networks' form
   */
  public NDArray layOut(NDManager manager) {
    Shape shape = new Shape(networks).addAll(shape());
    int size = Math.toIntExact(shape.size() * Float.BYTES);
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
    bytes.clear().limit(size);
    FloatBuffer inputs = bytes.asFloatBuffer();
    if (form.stepsFirst()) {
      for (int network = 0; network < networks; network++) {
        for (int step = 0; step < form.steps(); step++) {
          for (int i = 0; i < each; i++) {
            row(inputs, network, i, step);
          }
        }
      }
    } else {
      for (int window = 0; window < networks * each; window++) {
        for (int step = 0; step < form.steps(); step++) {
          row(inputs, 0, window, step);
        }
      }
    }
    return manager.create(bytes, shape, DataType.FLOAT32);
  }

  private void row(FloatBuffer inputs, int network, int window, int step) {
    inputs.put(values, begin(network, window, step), features);
    if (form.one()) {
      inputs.put(1);
    }
  }

  private int begin(int network, int window, int step) {
    int place = Math.min(first + network * each + window, count - 1);
    return (place * lookback + Math.min(step, lookback - 1)) * features;
  }

  /**
   * Lays out one row of each window of a batch, with windows as the last axis.
   *
   * @param network whose batch
   * @param step which row
   * @param turned takes them, {@code [features + 1, windows]}, ones at the end
   */
  public void turn(int network, int step, float[] turned) {
    int whole = each - each % AT_ONCE;
    for (int i = 0; i < whole; i += AT_ONCE) {
      turnSome(network, i, step, turned);
    }
    for (int i = whole; i < each; i++) {
      int begin = begin(network, i, step);
      for (int j = 0; j < features; j++) {
        turned[j * each + i] = values[begin + j];
      }
    }
    Arrays.fill(turned, features * each, (features + 1) * each, 1);
  }

  /** A line of the processor's cache is written at once, or half a one. */
  private void turnSome(int network, int window, int step, float[] turned) {
    float[] from = values;
    int width = each;
    int a = begin(network, window, step);
    int b = begin(network, window + 1, step);
    int c = begin(network, window + 2, step);
    int d = begin(network, window + 3, step);
    int e = begin(network, window + 4, step);
    int f = begin(network, window + 5, step);
    int g = begin(network, window + 6, step);
    int h = begin(network, window + 7, step);
    int to = window;
    for (int j = 0; j < features; j++) {
      turned[to] = from[a + j];
      turned[to + 1] = from[b + j];
      turned[to + 2] = from[c + j];
      turned[to + 3] = from[d + j];
      turned[to + 4] = from[e + j];
      turned[to + 5] = from[f + j];
      turned[to + 6] = from[g + j];
      turned[to + 7] = from[h + j];
      to += width;
    }
  }
}
