package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes of recurrent layers over all steps, on the CPU: forward, and once back. The products are
 * the engine's, all between them is {@link CellLoops}. Windows are the last axis, so that a unit's
 * numbers lie together and no weights have to be turned.
 */
final class HostRecurrentPass {

  private final CellLoops cell;
  private final PassMemory memory;
  private final PassShape shape;

  HostRecurrentPass(CellLoops cell, PassMemory memory) {
    this.cell = cell;
    this.memory = memory;
    shape = memory.shape();
  }

  /**
   * Lays out a batch.
   *
   * @param inputs {@code [networks, steps, windows, columns]}, ones in the last column
   */
  void feed(NDArray inputs) {
    FloatBuffer from = inputs.toByteBuffer(true).asFloatBuffer();
    int size = shape.windows() * shape.columns();
    float[] rows = new float[size];
    float[] turned = new float[size];
    for (int network = 0; network < shape.networks(); network++) {
      for (int step = 0; step < shape.steps(); step++) {
        from.get((network * shape.steps() + step) * size, rows, 0, size);
        turn(rows, turned, shape.windows(), shape.columns());
        memory.fedMemory(step).put(shape.inputs(network), turned, 0, size);
      }
    }
  }

  private static void turn(float[] rows, float[] turned, int height, int width) {
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        turned[j * height + i] = rows[i * width + j];
      }
    }
  }

  /**
   * Goes through all steps.
   *
   * @param ofInputs weights of the inputs, {@code [networks, gates * units, columns]}
   * @param ofAll weights of state and inputs, {@code [networks, gates * units, units + columns]}
   * @return the last step's output, {@code [networks, units, windows]}; valid until the next pass
   */
  NDArray forward(NDArray ofInputs, NDArray ofAll) {
    for (int step = 0; step < shape.steps(); step++) {
      boolean last = step == shape.steps() - 1;
      FloatBuffer output = last ? memory.outputMemory() : memory.fedMemory(step + 1);
      int now = step;
      try (NDArray gates = (step == 0 ? ofInputs : ofAll).batchMatMul(memory.fed(step))) {
        FloatBuffer weighted = gates.toByteBuffer(true).asFloatBuffer();
        parts(
            (part, network) -> {
              int to = (last ? shape.output(network) : shape.state(network)) + part.from();
              cell.forward(memory, now, weighted, part, output, to);
            });
      }
    }
    return memory.output();
  }

  /**
   * Slopes of the losses by the weights of a layer.
   *
   * @param ofInputs by those of the inputs, {@code [networks, gates * units, columns]}
   * @param ofState by those of the state, {@code [networks, gates * units, units]}; null if there
   *     is but one step
   */
  record Slopes(NDArray ofInputs, @Nullable NDArray ofState) {}

  /**
   * Goes back through all steps, once.
   *
   * @param outputSlope slope of the losses by the last output, {@code [networks, units, windows]}
   * @param stateTurned weights of the state, {@code [networks, units, gates * units]}
   * @return slopes, to be closed
   */
  Slopes backward(NDArray outputSlope, NDArray stateTurned) {
    NDArray ofAll = null;
    NDArray slope = outputSlope;
    for (int step = shape.steps() - 1; step > 0; step--) {
      cellBack(step, slope);
      slope.close();
      NDArray product = memory.slopes().batchMatMul(memory.fedTurned(step));
      if (ofAll == null) {
        ofAll = product;
      } else {
        ofAll.addi(product);
        product.close();
      }
      slope = stateTurned.batchMatMul(memory.slopes());
    }
    cellBack(0, slope);
    slope.close();
    NDArray ofInputs = memory.slopes().batchMatMul(memory.fedTurned(0));
    if (ofAll == null) {
      return new Slopes(ofInputs, null);
    }
    try (NDArray all = ofAll) {
      NDArray later = all.get(":, :, " + shape.units() + ":");
      ofInputs.addi(later);
      later.close();
      return new Slopes(ofInputs, all.get(":, :, :" + shape.units()));
    }
  }

  private void cellBack(int step, NDArray slope) {
    FloatBuffer slopes = slope.toByteBuffer(true).asFloatBuffer();
    parts((part, network) -> cell.backward(memory, step, slopes, part));
  }

  /** All numbers of a step, part by part, with the network that each part is of. */
  private void parts(ObjIntConsumer<CellLoops.Part> work) {
    for (int network = 0; network < shape.networks(); network++) {
      for (int from = 0; from < shape.block(); from += CellLoops.CHUNK) {
        int size = Math.min(CellLoops.CHUNK, shape.block() - from);
        work.accept(new CellLoops.Part(network, from, size), network);
      }
    }
  }
}
