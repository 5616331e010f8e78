package org.synprune.jobs.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * The parameters of a recurrent layer, with the names, the order and the file format of DJL's
 * recurrent blocks: models that were saved with those can be read. It computes nothing; {@link
 * RecurrentNetwork} does.
 */
final class RecurrentLayer extends AbstractBlock {

  /** The layer's matrix of a step's output, {@code [gates * units, units]}. */
  static final String STATE_WEIGHT = "l_0_h2h_WEIGHT";

  private static final String INPUT_WEIGHT = "l_0_i2h_WEIGHT";

  /** Of the file format, as DJL's recurrent blocks have it. */
  private static final byte VERSION = 2;

  private final int gates;
  private final int units;

  @SuppressWarnings("this-escape") // DJL registers parameters from the constructor
  RecurrentLayer(RecurrentCell cell, int units) {
    super(VERSION);
    gates = cell.gates() * units;
    this.units = units;
    add(INPUT_WEIGHT, Parameter.Type.WEIGHT);
    add(STATE_WEIGHT, Parameter.Type.WEIGHT);
    add("l_0_i2h_BIAS", Parameter.Type.BIAS);
    add("l_0_h2h_BIAS", Parameter.Type.BIAS);
  }

  private void add(String name, Parameter.Type type) {
    addParameter(Parameter.builder().setName(name).setType(type).build());
  }

  @Override
  protected void prepare(Shape[] inputs) {
    for (Parameter parameter : getDirectParameters().values()) {
      parameter.setShape(
          switch (parameter.getName()) {
            case INPUT_WEIGHT -> new Shape(gates, inputs[0].get(2));
            case STATE_WEIGHT -> new Shape(gates, units);
            default -> new Shape(gates);
          });
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    throw new UnsupportedOperationException(
        "this layer can't be run alone: call forward of the forecaster that it belongs to");
  }

  /** The last step's output, {@code [windows, units]}. */
  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), units)};
  }
}
