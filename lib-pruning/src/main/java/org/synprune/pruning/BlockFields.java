package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** What DJL's blocks remember of their sizes and don't give, or let anyone change. */
final class BlockFields {

  private BlockFields() {}

  /** Returns whether a recurrent block goes one way, batch first, and returns its outputs alone. */
  static boolean isPlain(RecurrentBlock block) {
    return is(block, "batchFirst") && !is(block, "bidirectional") && !is(block, "returnState");
  }

  private static boolean is(RecurrentBlock block, String name) {
    try {
      return field(RecurrentBlock.class, name).getBoolean(block);
    } catch (ReflectiveOperationException e) {
      throw unknown(block, e);
    }
  }

  /**
   * Sets the number of a block's outputs: the units of a layer.
   *
   * @param block a linear, convolutional or recurrent block
   * @param units the number
   */
  static void setUnits(Block block, long units) {
    try {
      if (block instanceof Linear) {
        field(Linear.class, "units").setLong(block, units);
      } else if (block instanceof Convolution) {
        field(Convolution.class, "filters").setInt(block, Math.toIntExact(units));
      } else {
        field(RecurrentBlock.class, "stateSize").setLong(block, units);
      }
    } catch (ReflectiveOperationException e) {
      throw unknown(block, e);
    }
  }

  /** Tells a block the shape of its input, as when it is initialized. */
  static void setInput(Block block, Shape input) {
    try {
      Method method = AbstractBaseBlock.class.getDeclaredMethod("beforeInitialize", Shape[].class);
      method.setAccessible(true);
      method.invoke(block, (Object) new Shape[] {input});
    } catch (ReflectiveOperationException e) {
      throw unknown(block, e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static IllegalStateException unknown(Block block, ReflectiveOperationException cause) {
    return new IllegalStateException(
        "This version of DJL has another " + block.getClass().getSimpleName() + ".", cause);
  }
}
