package org.synprune.bench.steps;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.jobs.model.ForecasterSpec;

/**
 * The forecasters as a user of DJL puts them together, from the blocks that DJL brings. They are
 * timed in training only, with gradients: without, DJL's LSTM forecasts wrongly on some processors
 * with AVX-512, though not of 64 units, as here.
 */
final class DjlForecasters {

  private DjlForecasters() {}

  static Block of(TrainingCase cell) {
    return switch (cell.architecture().kind()) {
      case RNN ->
          recurrent(
              RNN.builder()
                  .setStateSize(TrainingCase.HIDDEN)
                  .setNumLayers(1)
                  .setActivation(RNN.Activation.TANH)
                  .build(),
              cell);
      case LSTM ->
          recurrent(LSTM.builder().setStateSize(TrainingCase.HIDDEN).setNumLayers(1).build(), cell);
      case PATCHTST -> patchTst(cell);
      case OWN -> throw new IllegalArgumentException("own code is DJL's already: " + cell);
    };
  }

  private static Block patchTst(TrainingCase cell) {
    SequentialBlock block =
        new SequentialBlock().add(new Patches(cell)).add(encoder(cell)).add(encoder(cell));
    dropout(block, cell);
    return block
        .add(LayerNorm.builder().axis(2).build())
        .addSingleton(x -> x.mean(new int[] {1}))
        .add(Linear.builder().setUnits(1).build());
  }

  private static Block recurrent(Block layer, TrainingCase cell) {
    SequentialBlock block = new SequentialBlock().add(layer).addSingleton(x -> x.get(":, -1"));
    dropout(block, cell);
    return block.add(Linear.builder().setUnits(1).build());
  }

  private static void dropout(SequentialBlock block, TrainingCase cell) {
    if (cell.drops()) {
      block.add(Dropout.builder().optRate((float) TrainingCase.DROPOUT).build());
    }
  }

  private static Block encoder(TrainingCase cell) {
    return new TransformerEncoderBlock(
        TrainingCase.HIDDEN,
        ForecasterSpec.HEADS,
        4 * TrainingCase.HIDDEN,
        cell.drops() ? (float) TrainingCase.DROPOUT : 0,
        Activation::relu);
  }

  /** Cuts patches, embeds them and adds learnt positions. */
  private static final class Patches extends AbstractBlock {

    private final int rows;
    private final int patches;
    private final Block embedding;
    private final Parameter positions;

    @SuppressWarnings("this-escape") // DJL registers parameters and children from the constructor
    Patches(TrainingCase cell) {
      rows = cell.patchRows();
      patches = cell.patches();
      embedding =
          addChildBlock("embedding", Linear.builder().setUnits(TrainingCase.HIDDEN).build());
      positions =
          addParameter(
              Parameter.builder()
                  .setName("positions")
                  .setType(Parameter.Type.OTHER)
                  .optShape(new Shape(1, patches, TrainingCase.HIDDEN))
                  .optInitializer(new NormalInitializer(1))
                  .build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      long missing = (long) patches * rows - x.getShape().get(1);
      if (missing > 0) {
        x = x.concat(x.get(":, -1:").repeat(1, missing), 1);
      }
      NDList flat = new NDList(x.reshape(x.getShape().get(0), patches, -1));
      NDArray embedded = embedding.forward(store, flat, training).singletonOrThrow();
      return new NDList(embedded.add(store.getValue(positions, x.getDevice(), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), patches, TrainingCase.HIDDEN)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      Shape x = inputs[0];
      embedding.initialize(manager, type, new Shape(x.get(0), patches, rows * x.get(2)));
    }
  }
}
