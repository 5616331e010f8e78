package org.synprune.jobs.data.build;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Time steps after filling, before features are made of them. Arrays instead of a {@link TimeStep}
 * each: a file may hold millions. They grow at the end. Not thread-safe.
 */
final class Steps {

  private final int columns;
  private int size;
  private long[] millis;
  private double[] values;
  private boolean[] observed;
  private int[] segments;

  /**
   * Makes room for steps.
   *
   * @param columns values of a step
   * @param expected how many steps there will be, as far as is known
   */
  Steps(int columns, int expected) {
    int capacity = Math.max(1, expected);
    this.columns = columns;
    this.millis = new long[capacity];
    this.values = new double[capacity * columns];
    this.observed = new boolean[capacity];
    this.segments = new int[capacity];
  }

  int size() {
    return size;
  }

  /** Adds a step; its values are copied. */
  void add(long time, double[] filled, boolean isObserved, int segment) {
    if (size == millis.length) {
      int capacity = 2 * size;
      millis = Arrays.copyOf(millis, capacity);
      values = Arrays.copyOf(values, capacity * columns);
      observed = Arrays.copyOf(observed, capacity);
      segments = Arrays.copyOf(segments, capacity);
    }
    millis[size] = time;
    System.arraycopy(filled, 0, values, size * columns, columns);
    observed[size] = isObserved;
    segments[size++] = segment;
  }

  void add(TimeStep step) {
    add(step.millis(), step.values(), step.observed(), step.segment());
  }

  /** Time of a step, {@link RowChunk#NO_TIME} for a blank line. */
  long millis(int step) {
    return millis[step];
  }

  /** Filled value of a step; NaN where nothing was measured before. */
  double value(int step, int column) {
    return values[step * columns + column];
  }

  /** Whether the target was measured. */
  boolean observed(int step) {
    return observed[step];
  }

  /** Number of the gap-free run. */
  int segment(int step) {
    return segments[step];
  }

  /** A copy of a step. */
  TimeStep get(int step) {
    double[] own = Arrays.copyOfRange(values, step * columns, (step + 1) * columns);
    return new TimeStep(millis[step], own, observed[step], segments[step]);
  }

  /** Copies of the steps from {@code from} until before {@code to}. */
  List<TimeStep> list(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::get).toList();
  }
}
