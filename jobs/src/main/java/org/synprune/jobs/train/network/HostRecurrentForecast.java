package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.synprune.jobs.train.batches.TurnedRows;

/**
 * Passes of recurrent layers over all steps on the CPU, forward only: as those of {@link
 * HostRecurrentPass}, but a step is forgotten with the next, so that all its numbers stay in the
 * processor's caches.
 */
final class HostRecurrentForecast {

  private final ForwardLoops cell;
  private final int networks;
  private final int units;

  /**
   * Creates passes.
   *
   * @param cell what a cell does
   * @param networks networks side by side
   * @param units hidden units
   */
  HostRecurrentForecast(ForwardLoops cell, int networks, int units) {
    this.cell = cell;
    this.networks = networks;
    this.units = units;
  }

  /**
   * Rows of an array of the engine's.
   *
   * @param inputs {@code [1 or networks, steps, windows, columns]}
   * @return its rows
   */
  static TurnedRows rows(NDArray inputs) {
    Shape shape = inputs.getShape();
    boolean shared = shape.get(0) == 1;
    int steps = Math.toIntExact(shape.get(1));
    int windows = Math.toIntExact(shape.get(2));
    int columns = Math.toIntExact(shape.get(3));
    FloatBuffer source = memory(inputs);
    float[] given = new float[windows * columns];
    return (network, step, turned) -> {
      if (network == 0 || !shared) { // else they are there still
        source.get((network * steps + step) * given.length, given);
        TurnedRows.turn(given, turned, windows, columns);
      }
    };
  }

  /**
   * Goes through all steps.
   *
   * @param owner owns the result
   * @param source rows of the windows
   * @param size {@code [steps, windows, columns]}, with the column of ones
   * @param ofInputs weights of the inputs, {@code [networks, gates * units, columns]}
   * @param ofAll weights of state and inputs, {@code [networks, gates * units, units + columns]}
   * @return the last step's output, {@code [networks, units, windows]}
   */
  NDArray forward(NDManager owner, TurnedRows source, Shape size, NDArray ofInputs, NDArray ofAll) {
    int steps = Math.toIntExact(size.get(0));
    int windows = Math.toIntExact(size.get(1));
    int columns = Math.toIntExact(size.get(2));
    int rows = (units + columns) * windows;
    int block = units * windows;
    NDArray output = owner.create(new Shape(networks, units, windows));
    try (NDManager scope = owner.newSubManager()) {
      NDArray fed = scope.create(new Shape(networks, (long) units + columns, windows));
      NDArray first = fed.get(new NDIndex(":, " + units + ":"));
      first.attach(scope);
      FloatBuffer fedMemory = memory(fed);
      FloatBuffer outputMemory = memory(output);
      float[] state = new float[networks * block];
      float[] turned = new float[columns * windows];
      for (int step = 0; step < steps; step++) {
        for (int network = 0; network < networks; network++) {
          source.turn(network, step, turned);
          fedMemory.put(network * rows + block, turned);
        }
        boolean last = step == steps - 1;
        try (NDArray gates = step == 0 ? ofInputs.batchMatMul(first) : ofAll.batchMatMul(fed)) {
          if (last) {
            step(memory(gates), state, block, outputMemory, block);
          } else {
            step(memory(gates), state, block, fedMemory, rows);
          }
        }
      }
    }
    return output;
  }

  /** Goes one step on, with outputs of networks written so many numbers apart. */
  private void step(FloatBuffer gates, float[] state, int block, FloatBuffer outputs, int apart) {
    int weighted = gates.capacity() / networks;
    for (int network = 0; network < networks; network++) {
      for (int from = 0; from < block; from += ForwardLoops.CHUNK) {
        int n = Math.min(ForwardLoops.CHUNK, block - from);
        float[] made =
            cell.forward(gates, network * weighted + from, block, state, network * block + from, n);
        outputs.put(network * apart + from, made, 0, n);
      }
    }
  }

  private static FloatBuffer memory(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
