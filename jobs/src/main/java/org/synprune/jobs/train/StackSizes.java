package org.synprune.jobs.train;

import ai.djl.Device;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.synprune.jobs.grid.Architecture;

/**
 * How many trials are trained side by side. More of them share the overhead of an operation; too
 * many no longer fit the caches. A matter of speed alone: results don't depend on it.
 *
 * @param rules the first that fits counts
 */
public record StackSizes(List<Rule> rules) implements Serializable {

  /**
   * One line of the table.
   *
   * @param gpu whether it is for a GPU or for a CPU
   * @param architecture the network
   * @param lookback longest window that it is for, rows
   * @param size trials in a stack
   * @param tried whether that is the most, and the best up to it is found by trying, before the
   *     first trials of a place are trained
   */
  public record Rule(boolean gpu, Architecture architecture, int lookback, int size, boolean tried)
      implements Serializable {

    /** Validates. */
    public Rule {
      Objects.requireNonNull(architecture, "architecture");
      requirePositive(size);
    }
  }

  private static final int ANY = Integer.MAX_VALUE;

  /** Near the best of the few sizes that were timed on a CPU; on GPUs found by trying. */
  public static final StackSizes MEASURED =
      new StackSizes(
          List.of(
              new Rule(false, Architecture.RNN, 3, 20, false),
              new Rule(false, Architecture.RNN, ANY, 10, false),
              new Rule(false, Architecture.LSTM, 7, 10, false),
              new Rule(false, Architecture.LSTM, ANY, 5, false),
              new Rule(false, Architecture.PATCHTST, 1, 10, false),
              new Rule(false, Architecture.PATCHTST, 3, 5, false),
              new Rule(false, Architecture.PATCHTST, 7, 3, false),
              new Rule(false, Architecture.PATCHTST, ANY, 2, false),
              new Rule(true, Architecture.RNN, ANY, 160, true),
              new Rule(true, Architecture.LSTM, ANY, 160, true),
              new Rule(true, Architecture.PATCHTST, ANY, 80, true)));

  /** Copies the list. */
  public StackSizes {
    rules = List.copyOf(rules);
  }

  /**
   * The same size for everything.
   *
   * @param size trials in a stack
   * @return sizes
   */
  public static StackSizes of(int size) {
    return everywhere(size, false);
  }

  /**
   * Sizes that are found by trying, on any device.
   *
   * @param most the largest that is tried
   * @return sizes
   */
  public static StackSizes tried(int most) {
    return everywhere(most, true);
  }

  private static StackSizes everywhere(int size, boolean tried) {
    requirePositive(size);
    return new StackSizes(
        List.of(true, false).stream()
            .flatMap(
                gpu ->
                    Architecture.builtIn().stream()
                        .map(architecture -> new Rule(gpu, architecture, ANY, size, tried)))
            .toList());
  }

  /**
   * The size for some trials.
   *
   * @param device where they are trained
   * @param architecture their network
   * @param lookback their window, rows
   * @return trials in a stack, at least 1; the most where sizes are tried
   */
  public int of(Device device, Architecture architecture, int lookback) {
    return rule(device, architecture, lookback).map(Rule::size).orElse(1);
  }

  /** Whether that is only the most, and sizes up to it are to be tried. */
  boolean areTried(Device device, Architecture architecture, int lookback) {
    return rule(device, architecture, lookback).map(Rule::tried).orElse(false);
  }

  private Optional<Rule> rule(Device device, Architecture architecture, int lookback) {
    return rules.stream()
        .filter(
            rule ->
                rule.gpu() == device.isGpu()
                    && rule.architecture().equals(architecture)
                    && lookback <= rule.lookback())
        .findFirst();
  }

  private static void requirePositive(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("stack size is " + size + ", expected 1 trial or more");
    }
  }
}
