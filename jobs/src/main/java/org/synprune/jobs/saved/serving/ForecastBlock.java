package org.synprune.jobs.saved.serving;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.model.FlatWeights;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.WindowScaler;
import org.synprune.jobs.train.Forecaster;

/** Forecasts in raw units; see {@link ForecastBlockFactory}. */
final class ForecastBlock extends AbstractBlock {

  private final ForecastDescription description;
  private final WindowScaler scaler;
  private @Nullable Forecaster forecaster;

  ForecastBlock(ForecastDescription description) {
    this.description = description;
    scaler = WindowScaler.of(description.scaler());
  }

  /** Reads what the block of {@link Forecasters} wrote. The manager owns it. */
  @Override
  public void loadParameters(NDManager manager, DataInputStream in)
      throws IOException, MalformedModelException {
    Block network = Forecasters.build(description.spec(), new SplittableRandom());
    try (NDManager scope = manager.newSubManager(Device.cpu())) {
      network.loadParameters(scope, in);
      forecaster =
          Forecaster.ownedBy(
              manager,
              description.spec(),
              FlatWeights.of(network),
              description.stochastic(),
              description.anchor());
    }
  }

  @Override
  public void saveParameters(DataOutputStream out) {
    throw new UnsupportedOperationException(
        "this block only forecasts: to keep its model, copy the folder that it was loaded from");
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (training) {
      throw new UnsupportedOperationException(
          "this block only forecasts: to train its network on, load the folder into"
              + " Forecasters.build");
    }
    if (forecaster == null) {
      throw new IllegalStateException("the block has no weights yet, expected a loaded model");
    }
    if (inputs.size() != 1) {
      throw new BadInputException(
          "the model was given " + inputs.size() + " arrays, expected one of windows");
    }
    NDArray input = inputs.get(0);
    requireWindows(input.getShape());
    double[] raw = doubles(input);
    requireNumbers(raw);
    float[] scaled = new float[raw.length];
    scaler.scale(raw, scaled, 0);
    Forecaster.Forecasts forecasts = forecaster.forecast(scaled);
    double sd = description.targetSd();
    double mean = description.targetMean();
    NDList outputs =
        new NDList(
            like(input, Arrays.stream(forecasts.mean()).map(one -> one * sd + mean).toArray()));
    if (description.spreads()) {
      outputs.add(like(input, Arrays.stream(forecasts.sd()).map(one -> one * sd).toArray()));
    }
    return outputs;
  }

  private static double[] doubles(NDArray input) {
    if (input.getDataType() == DataType.FLOAT64) {
      return input.toDoubleArray();
    }
    try (NDArray doubles = input.toType(DataType.FLOAT64, true)) {
      return doubles.toDoubleArray();
    }
  }

  private NDArray like(NDArray input, double[] values) {
    int horizon = horizon();
    NDArray all = input.getManager().create(values, new Shape(values.length / horizon, horizon));
    return input.getDataType() == DataType.FLOAT32 ? all.toType(DataType.FLOAT32, false) : all;
  }

  private void requireWindows(Shape shape) {
    long lookback = description.spec().lookback();
    long features = description.spec().features();
    long length = description.windowLength();
    boolean windows =
        switch (shape.dimension()) {
          case 1 -> shape.get(0) == length;
          case 2 -> shape.get(1) == length || shape.equals(new Shape(lookback, features));
          case 3 -> shape.get(1) == lookback && shape.get(2) == features;
          default -> false;
        };
    if (!windows) {
      throw new BadInputException(
          "the model was given an array of shape "
              + shape
              + ", expected windows of "
              + description.window());
    }
  }

  /** Steps that are forecast from a window. */
  int horizon() {
    return description.spec().horizon();
  }

  /** Values of a window. */
  int windowLength() {
    return description.windowLength();
  }

  /**
   * Checks a window's length.
   *
   * @throws BadInputException if it has another one
   */
  void requireLength(int values) {
    if (values != description.windowLength()) {
      throw new BadInputException(
          "a window has " + values + " values, expected " + description.window());
    }
  }

  private void requireNumbers(double[] raw) {
    for (int i = 0; i < raw.length; i++) {
      if (!Double.isFinite(raw[i])) {
        int length = description.windowLength();
        throw new BadInputException(
            String.format(
                "window %d holds no number at index %d, expected %s",
                i / length, i % length, description.window()));
      }
    }
  }

  @Override
  public PairList<String, Shape> describeInput() {
    PairList<String, Shape> inputs = new PairList<>();
    inputs.add("window", Forecasters.inputShape(description.spec()));
    return inputs;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape each = new Shape(inputs[0].size() / description.windowLength(), horizon());
    return description.spreads() ? new Shape[] {each, each} : new Shape[] {each};
  }
}
