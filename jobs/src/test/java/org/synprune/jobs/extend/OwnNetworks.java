package org.synprune.jobs.extend;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.Map;
import java.util.SplittableRandom;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.OwnNetwork;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;

/** Networks of the tests' own code. */
public final class OwnNetworks {

  private OwnNetworks() {}

  /** As a grid names one of them. */
  public static Architecture network(String type, Map<String, Object> settings) {
    return Architecture.own(type, new OwnNetwork(type, "1", settings));
  }

  /** All have version 1. */
  abstract static class First implements NetworkProvider {

    private final String name;

    First(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return "1";
    }
  }

  private static SequentialBlock first(NetworkRequest request) {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(
            Linear.builder()
                .setUnits(request.settings().integer("width", request.hidden()))
                .build());
  }

  private static Block last(SequentialBlock block, NetworkRequest request) {
    return block.add(Linear.builder().setUnits(request.horizon()).build());
  }

  /** One hidden layer. */
  public static final class Mlp extends First {

    public Mlp() {
      super("mlp");
    }

    @Override
    public Block create(NetworkRequest request) {
      return last(first(request).add(Activation.reluBlock()), request);
    }
  }

  /** The same with a place for dropout. */
  public static final class DroppingMlp extends First {

    public DroppingMlp() {
      super("dropping-mlp");
    }

    @Override
    public Block create(NetworkRequest request) {
      return last(first(request).add(Activation.reluBlock()).add(request.dropout()), request);
    }
  }

  /** The same, and the garbage collector runs before the way back. */
  public static final class CollectedMlp extends First {

    private int passes;

    public CollectedMlp() {
      super("collected-mlp");
    }

    @Override
    public Block create(NetworkRequest request) {
      SequentialBlock block = first(request).add(Activation.reluBlock());
      return ((SequentialBlock) last(block, request)).add(new LambdaBlock(this::collect));
    }

    private NDList collect(NDList output) {
      if (passes++ % 7 == 0) {
        System.gc();
      }
      return output;
    }
  }

  /** One with running statistics. */
  public static final class NormedMlp extends First {

    public NormedMlp() {
      super("normed-mlp");
    }

    @Override
    public Block create(NetworkRequest request) {
      SequentialBlock block =
          first(request).add(BatchNorm.builder().build()).add(Activation.reluBlock());
      return last(block, request);
    }
  }

  /** The block of a built-in network. */
  public static final class Copy extends First {

    public Copy() {
      super("copy");
    }

    @Override
    public Block create(NetworkRequest request) {
      Architecture of = Architecture.of(request.settings().text("of", "rnn"));
      ForecasterSpec spec =
          new ForecasterSpec(
              of, request.lookback(), request.features(), request.hidden(), 0, false);
      return Forecasters.build(spec, new SplittableRandom(0));
    }
  }

  /** One that makes two numbers of a window. */
  public static final class Wide extends First {

    public Wide() {
      super("wide");
    }

    @Override
    public Block create(NetworkRequest request) {
      return first(request).add(Linear.builder().setUnits(2).build());
    }
  }

  /** One with DJL's own dropout. */
  public static final class Drawing extends First {

    public Drawing() {
      super("drawing");
    }

    @Override
    public Block create(NetworkRequest request) {
      return last(first(request).add(Dropout.builder().build()), request);
    }
  }

  /** One that can't be made. */
  public static final class Refusing extends First {

    public Refusing() {
      super("refusing");
    }

    @Override
    public Block create(NetworkRequest request) {
      throw new IllegalStateException("there is no such thing");
    }
  }
}
