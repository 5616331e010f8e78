package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory of recurrent passes over batches of one size: the engine's arrays, and the same memory for
 * loops of Java's. It is used again for each batch.
 */
final class PassMemory {

  /** An array of the engine's and its memory. */
  private record Both(NDArray flat, FloatBuffer memory) {

    static Both of(NDManager manager, long size, @Nullable Both larger) {
      NDArray flat =
          larger == null
              ? manager.create(new Shape(size))
              : larger.flat.get(new NDIndex(":" + size));
      return new Both(flat, flat.toByteBuffer(true).asFloatBuffer());
    }
  }

  private final PassShape shape;
  private final List<Both> inputs = new ArrayList<>();
  private final List<Both> remembered = new ArrayList<>();
  private final List<NDArray> fed = new ArrayList<>();
  private final List<NDArray> turned = new ArrayList<>();
  private final NDArray firstInputs;
  private final NDArray firstTurned;
  private final NDArray slopes;
  private final Both gates;
  private final Both last;
  private final NDArray output;
  private final float[] carried;

  /**
   * Takes memory.
   *
   * @param manager owns it
   * @param shape sizes
   * @param larger memory of passes over larger batches, which is used again; null if there is none
   */
  PassMemory(NDManager manager, PassShape shape, @Nullable PassMemory larger) {
    this.shape = shape;
    long blocks = (long) shape.networks() * shape.block();
    long rows = (long) shape.networks() * shape.rows() * shape.windows();
    for (int step = 0; step < shape.steps(); step++) {
      Both both = Both.of(manager, rows, larger == null ? null : larger.inputs.get(step));
      inputs.add(both);
      NDArray array = both.flat().reshape(joined());
      fed.add(array);
      turned.add(array.transpose(0, 2, 1));
      if (shape.remembered() > 0) {
        Both before = larger == null ? null : larger.remembered.get(step);
        remembered.add(Both.of(manager, blocks * shape.remembered(), before));
      }
    }
    gates = Both.of(manager, blocks * shape.gates(), larger == null ? null : larger.gates);
    slopes =
        gates
            .flat()
            .reshape(shape.networks(), (long) shape.gates() * shape.units(), shape.windows());
    last = Both.of(manager, blocks, larger == null ? null : larger.last);
    output = last.flat().reshape(shape.networks(), shape.units(), shape.windows());
    firstInputs = fed.get(0).get(new NDIndex(":, " + shape.units() + ":"));
    firstTurned = firstInputs.transpose(0, 2, 1);
    carried = larger == null ? new float[Math.toIntExact(blocks)] : larger.carried;
  }

  private Shape joined() {
    return new Shape(shape.networks(), shape.rows(), shape.windows());
  }

  PassShape shape() {
    return shape;
  }

  /** What a step is fed with, {@code [networks, rows, windows]}; of the first step the inputs. */
  NDArray fed(int step) {
    return step == 0 ? firstInputs : fed.get(step);
  }

  /** The same, {@code [networks, windows, rows]}. */
  NDArray fedTurned(int step) {
    return step == 0 ? firstTurned : turned.get(step);
  }

  /** Memory of what a step is fed with, that of the state among it. */
  FloatBuffer fedMemory(int step) {
    return inputs.get(step).memory();
  }

  /** What a step leaves for the way back, {@code [networks, units, windows]}. */
  FloatBuffer remembered(int step) {
    return remembered.get(step).memory();
  }

  /** Slopes by a step's gates, {@code [networks, gates * units, windows]}. */
  NDArray slopes() {
    return slopes;
  }

  /** The last step's output, {@code [networks, units, windows]}. */
  NDArray output() {
    return output;
  }

  FloatBuffer outputMemory() {
    return last.memory();
  }

  /** Slopes by the cell's state, which steps hand on, {@code [networks, block]}. */
  float[] carried() {
    return carried;
  }
}
