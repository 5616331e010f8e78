package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.train.batches.TurnedRows;

/**
 * Passes of recurrent layers over all steps, on the CPU: forward, and once back. The products are
 * the engine's, all between them is {@link CellLoops}. Windows are the last axis, so that a unit's
 * numbers lie together and no weights have to be turned.
 */
final class HostRecurrentPass {

  private final CellLoops cell;
  private final PassMemory memory;
  private final PassShape shape;

  /** The gates' activations in each step, if they are kept; on the way back their slopes. */
  private final List<NDArray> activations = new ArrayList<>();

  HostRecurrentPass(CellLoops cell, PassMemory memory) {
    this.cell = cell;
    this.memory = memory;
    shape = memory.shape();
  }

  /**
   * Lays out a batch.
   *
   * @param rows of its windows, ones in the last column
   */
  void feed(TurnedRows rows) {
    float[] turned = new float[shape.windows() * shape.columns()];
    for (int step = 0; step < shape.steps(); step++) {
      FloatBuffer fed = memory.fedMemory(step);
      for (int network = 0; network < shape.networks(); network++) {
        rows.turn(network, step, turned);
        fed.put(shape.inputs(network), turned, 0, turned.length);
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
    activations.clear();
    for (int step = 0; step < shape.steps(); step++) {
      boolean last = step == shape.steps() - 1;
      FloatBuffer output = last ? memory.outputMemory() : memory.fedMemory(step + 1);
      int now = step;
      NDArray gates = (step == 0 ? ofInputs : ofAll).batchMatMul(memory.fed(step));
      FloatBuffer weighted = gates.toByteBuffer(true).asFloatBuffer();
      parts(
          (part, network) -> {
            int to = (last ? shape.output(network) : shape.state(network)) + part.from();
            cell.forward(memory, now, weighted, part, output, to);
          });
      if (cell.keepsGates()) {
        activations.add(gates);
      } else {
        gates.close();
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
      NDArray gates = cellBack(step, slope);
      NDArray product = gates.batchMatMul(memory.fedTurned(step));
      if (ofAll == null) {
        ofAll = product;
      } else {
        ofAll.addi(product);
        product.close();
      }
      slope = stateTurned.batchMatMul(gates);
      release(gates);
    }
    NDArray first = cellBack(0, slope);
    NDArray ofInputs = first.batchMatMul(memory.fedTurned(0));
    release(first);
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

  /** Slopes by a step's gates; those by its output are closed. */
  private NDArray cellBack(int step, NDArray outputSlope) {
    NDArray gates = cell.keepsGates() ? activations.get(step) : memory.slopes();
    FloatBuffer memoryOfGates = gates.toByteBuffer(true).asFloatBuffer();
    try (outputSlope) {
      FloatBuffer slopes = outputSlope.toByteBuffer(true).asFloatBuffer();
      parts((part, network) -> cell.backward(memory, step, slopes, memoryOfGates, part));
    }
    return gates;
  }

  private void release(NDArray gates) {
    if (cell.keepsGates()) {
      gates.close();
    }
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
