package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A layer of a recurrent block.
 *
 * @param input the matrix of its inputs, (gates * units, inputs)
 * @param state the matrix of its state, (gates * units, units)
 * @param biases its biases, of gates * units numbers each; empty if it has none
 */
record RecurrentUnits(Parameter input, Parameter state, List<Parameter> biases) {

  /** The gate of an LSTM, and of a GRU, that is a new value: without it the state stays 0. */
  private static final int[] VALUE_GATE = {-1, 0, -1, 2, 2};

  /** Returns the layers of a recurrent block that goes one way, in their order. */
  static List<RecurrentUnits> of(BlockStep step) {
    ParameterList parameters = step.block().getDirectParameters();
    List<RecurrentUnits> layers = new ArrayList<>();
    while (parameters.contains(name("i2h_WEIGHT", layers.size()))) {
      int layer = layers.size();
      List<Parameter> biases = new ArrayList<>();
      for (String kind : List.of("i2h_BIAS", "h2h_BIAS")) {
        if (parameters.contains(name(kind, layer))) {
          biases.add(parameters.get(name(kind, layer)));
        }
      }
      layers.add(
          new RecurrentUnits(
              parameters.get(name("i2h_WEIGHT", layer)),
              parameters.get(name("h2h_WEIGHT", layer)),
              biases));
    }
    return layers;
  }

  private static String name(String kind, int layer) {
    return ChannelPath.recurrentName(kind, layer);
  }

  int units() {
    return Math.toIntExact(state.getArray().getShape().get(1));
  }

  private int gates() {
    Shape shape = state.getArray().getShape();
    return Math.toIntExact(shape.get(0) / shape.get(1));
  }

  /**
   * Returns the units whose state is 0 at all times.
   *
   * @param input the rows of the input's matrix that are pruned
   * @param state the rows of the state's matrix that are pruned
   * @return the units that are pruned in all gates and have no bias that would move them
   */
  Set<Integer> silent(Set<Integer> input, Set<Integer> state) {
    Set<Integer> units = new TreeSet<>();
    int gates = gates();
    List<float[]> numbers = biases.stream().map(one -> one.getArray().toFloatArray()).toList();
    for (int unit = 0; unit < units(); unit++) {
      boolean silent = true;
      for (int gate = 0; gate < gates; gate++) {
        int row = gate * units() + unit;
        silent &= input.contains(row) && state.contains(row);
      }
      int value = VALUE_GATE[gates] * units() + unit;
      for (float[] bias : numbers) {
        silent &= bias[value] == 0;
      }
      if (silent) {
        units.add(unit);
      }
    }
    return units;
  }

  /** Leaves units out. */
  void leaveOut(Collection<Integer> units, ParameterEdits edits) {
    for (int unit : units) {
      for (int gate = 0; gate < gates(); gate++) {
        int row = gate * units() + unit;
        edits.dropRow(input, row);
        edits.dropRow(state, row);
        biases.forEach(bias -> edits.dropRow(bias, row));
      }
      edits.dropColumn(state, unit);
    }
  }
}
