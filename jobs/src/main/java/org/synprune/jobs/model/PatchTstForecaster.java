package org.synprune.jobs.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.synprune.jobs.model.patchtst.HostRoom;
import org.synprune.jobs.model.patchtst.PatchTstNetwork;
import org.synprune.pruning.dropout.McDropout;

/**
 * The paper's patch time-series transformer as a block of DJL: patches of all features at once,
 * linear embedding, learnt positions, two post-norm encoders, dropout, norm, mean over patches,
 * linear head. Declares the parameters; {@link PatchTstNetwork} computes.
 */
final class PatchTstForecaster extends AbstractBlock {

  /** Name of the last norm's child block, which is never pruned. */
  static final String FINAL_NORM = "final-norm";

  private static final int ENCODERS = 2;

  private final ForecasterSpec spec;
  private final Patches patches;
  private final int units;
  private final Block embedding;
  private final List<Block> encoders = new ArrayList<>();
  private final McDropout dropout;
  private final Block norm;
  private final Block head;

  /**
   * Builds the network.
   *
   * @param spec its shape; {@code hidden} is the embedding size
   * @param dropout makes the dropout block of one place
   */
  @SuppressWarnings("this-escape") // DJL registers parameters and children from the constructor
  PatchTstForecaster(ForecasterSpec spec, Supplier<McDropout> dropout) {
    if (spec.hidden() % ForecasterSpec.HEADS != 0) {
      throw new IllegalArgumentException(
          "embedding size "
              + spec.hidden()
              + " is not a multiple of "
              + ForecasterSpec.HEADS
              + " heads");
    }
    this.spec = spec;
    patches = Patches.of(spec.lookback());
    units = spec.hidden();
    addParameter(
        Parameter.builder()
            .setName(PatchTstNetwork.POSITIONS)
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(1, patches.count(), units))
            .build());
    embedding = addChildBlock("embedding", linear(units));
    for (int i = 0; i < ENCODERS; i++) {
      encoders.add(addChildBlock("encoder", encoder(dropout)));
    }
    this.dropout = addChildBlock("dropout", dropout.get());
    norm = addChildBlock(FINAL_NORM, norm());
    head = addChildBlock("head", linear(spec.horizon()));
  }

  private LayerGroup encoder(Supplier<McDropout> dropout) {
    int inner = PatchTstNetwork.FEED_FORWARD_FACTOR * units;
    UnaryOperator<Shape> same = tokens -> tokens;
    UnaryOperator<Shape> wide = tokens -> new Shape(tokens.get(0), tokens.get(1), inner);
    return new LayerGroup()
        .with("attention", attention(dropout), same)
        .with("norm", norm(), same)
        .with("norm", norm(), same)
        .with("expand", linear(inner), same)
        .with("dropout", dropout.get(), wide)
        .with("contract", linear(units), wide)
        .with("dropout", dropout.get(), same);
  }

  private LayerGroup attention(Supplier<McDropout> dropout) {
    UnaryOperator<Shape> same = tokens -> tokens;
    return new LayerGroup()
        .with("query", linear(units), same)
        .with("key", linear(units), same)
        .with("value", linear(units), same)
        .with(
            "dropout",
            dropout.get(),
            tokens -> new Shape(tokens.get(0), ForecasterSpec.HEADS, tokens.get(1), tokens.get(1)))
        .with("output", linear(units), same);
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block norm() {
    return LayerNorm.builder().axis(2).build();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray windows = inputs.singletonOrThrow();
    NDManager owner = windows.getManager();
    try (NDManager scope = owner.newSubManager()) {
      Map<String, NDArray> weights =
          BlockParameters.of(this, store, windows.getDevice(), training, scope);
      joinQueryKeyValue(weights);
      BlockDropout drops = BlockDropout.of(spec, dropout, store, training);
      NDArray forecast =
          new PatchTstNetwork(patches.count(), units, ForecasterSpec.HEADS, weights, null, scope)
              .pass(padded(scope, windows).expandDims(0), drops, new HostRoom())
              .output()
              .reshape(-1, spec.horizon());
      forecast.attach(owner);
      return new NDList(forecast);
    }
  }

  private static void joinQueryKeyValue(Map<String, NDArray> weights) {
    for (String query : List.copyOf(weights.keySet())) {
      if (PatchTstNetwork.isQuery(query)) {
        NDList three = new NDList();
        PatchTstNetwork.queryKeyValue(query).forEach(path -> three.add(weights.get(path)));
        weights.put(query, NDArrays.concat(three, 1));
      }
    }
  }

  /** Repeats the last row until the patches fill the window. */
  private NDArray padded(NDManager scope, NDArray windows) {
    NDList parts = new NDList(windows.reshape(windows.getShape()));
    NDArray last = windows.get(new NDIndex(":, -1:"));
    parts.attach(scope);
    last.attach(scope);
    for (long rows = windows.getShape().get(1); rows < patches.steps(); rows++) {
      parts.add(last);
    }
    return NDArrays.concat(parts, 1);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), spec.horizon())};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    long batch = inputs[0].get(0);
    Shape tokens = new Shape(batch, patches.count(), units);
    embedding.initialize(
        manager, type, new Shape(batch, patches.count(), patches.rows() * inputs[0].get(2)));
    encoders.forEach(encoder -> encoder.initialize(manager, type, tokens));
    dropout.initialize(manager, type, tokens);
    norm.initialize(manager, type, tokens);
    head.initialize(manager, type, new Shape(batch, units));
  }
}
