package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of a layer's pruned channels to the layer that takes them in. A channel can be left out
 * if it is constant there, and what it contributes is one number for each of that layer's outputs:
 * its bias takes it up.
 */
final class ChannelPath {

  /** How far numbers of the engine may differ that are equal but for rounding. */
  private static final double ROUNDING = 1e-6;

  /** A batch normalisation on the way, and where the channels are in it. */
  private record Pass(BlockStep step, ChannelMap map) {}

  private final List<Pass> passes = new ArrayList<>();

  /** What each channel that can be left out contributes to the outputs of the next layer. */
  private final Map<Integer, float[]> contributions = new TreeMap<>();

  private @Nullable BlockStep end;
  private @Nullable ChannelMap map;
  private String reason = "";

  private ChannelPath() {}

  /**
   * Follows channels.
   *
   * @param sequence the sequence
   * @param from the layer's place in it
   * @param channels its pruned channels
   * @param runs the outputs of all blocks for two inputs
   * @return their way
   * @throws IllegalArgumentException if a block on it mixes channels
   */
  static ChannelPath of(
      List<BlockStep> sequence, int from, Collection<Integer> channels, List<NDArray[]> runs) {
    ChannelPath path = new ChannelPath();
    path.follow(sequence, from, channels, runs);
    return path;
  }

  private void follow(
      List<BlockStep> sequence, int from, Collection<Integer> channels, List<NDArray[]> runs) {
    Shape shape = runs.get(0)[from].getShape();
    int axis = axis(sequence.get(from).block(), shape);
    ChannelMap at = ChannelMap.identity(axis, shape.get(axis));
    for (int i = from + 1; i < sequence.size(); i++) {
      BlockStep step = sequence.get(i);
      NDArray x = runs.get(0)[i - 1];
      if (step.block() instanceof BatchNorm) {
        passes.add(new Pass(step, at));
      } else if (!step.hasParameters()) {
        at = behind(sequence.get(from), step, at, x);
      } else if (at.axis() != axisIn(step.block(), x.getShape())) {
        reason = step.name() + " takes them as another dimension";
        return;
      } else {
        end = step;
        map = at;
        for (int channel : channels) {
          take(step, at, channel, x, runs.get(1)[i - 1]);
        }
        return;
      }
    }
    reason = "they are what comes out, or go where all channels are needed";
  }

  private static ChannelMap behind(BlockStep from, BlockStep step, ChannelMap at, NDArray x) {
    Optional<ChannelMap> next = at.behind(step, x);
    if (next.isEmpty()) {
      throw new IllegalArgumentException(
          "The pruned channels of "
              + from.name()
              + " can't be left out: "
              + step.name()
              + " mixes them with others.");
    }
    return next.get();
  }

  /** Takes note of a channel if it can be left out. */
  private void take(BlockStep step, ChannelMap at, int channel, NDArray x, NDArray other) {
    NDArray holding = at.indicator(x, at.holding(channel));
    NDArray alone = x.mul(holding);
    if (most(alone.sub(other.mul(holding))) > 0) {
      reason = "they aren't constant at " + step.name();
      return;
    }
    Optional<float[]> contribution =
        most(alone) == 0
            ? Optional.of(new float[0])
            : step.block() instanceof RecurrentBlock
                ? ofSteps(step, alone)
                : ofPositions(step, alone);
    if (contribution.isEmpty()) {
      reason = "their constants reach " + step.name() + " differently at its borders";
    } else if (contribution.get().length > 0 && bias(step) == null) {
      reason = step.name() + " has no bias that could take up their constants";
    } else {
      contributions.put(channel, contribution.get());
    }
  }

  private static float most(NDArray array) {
    return array.abs().max().getFloat();
  }

  /** Returns what numbers contribute to each output; empty if that depends on the position. */
  private static Optional<float[]> ofPositions(BlockStep step, NDArray alone) {
    NDArray y = step.forward(alone).sub(step.forward(alone.zerosLike()));
    int axis = axis(step.block(), y.getShape());
    NDArray rows = y.swapAxes(0, axis).reshape(y.getShape().get(axis), -1);
    return oneEach(rows);
  }

  /** Returns what numbers contribute to each gate; empty if that depends on the time. */
  private static Optional<float[]> ofSteps(BlockStep step, NDArray alone) {
    NDArray weight = recurrent(step, "i2h_WEIGHT", 0).getArray().stopGradient();
    NDArray steps = alone.reshape(-1, alone.getShape().get(2));
    return oneEach(weight.matMul(steps.transpose()));
  }

  /** Returns the number that each row holds; empty if a row holds several. */
  private static Optional<float[]> oneEach(NDArray rows) {
    NDArray high = rows.max(new int[] {1});
    NDArray low = rows.min(new int[] {1});
    double scale = Math.max(1, most(rows));
    return most(high.sub(low)) > ROUNDING * scale
        ? Optional.empty()
        : Optional.of(high.add(low).div(2).toFloatArray());
  }

  /** Returns the channels that can be left out. */
  Collection<Integer> accepted() {
    return contributions.keySet();
  }

  /** Says why a channel has to stay; empty if all can be left out. */
  String reason() {
    return reason;
  }

  /** Leaves accepted channels out behind the layer that they come from. */
  void leaveOut(Collection<Integer> channels, ParameterEdits edits) {
    BlockStep step = end;
    ChannelMap at = map;
    if (step == null || at == null || channels.isEmpty()) {
      return;
    }
    Parameter weight =
        step.block() instanceof RecurrentBlock ? recurrent(step, "i2h_WEIGHT", 0) : weight(step);
    for (int channel : channels) {
      for (Pass pass : passes) {
        for (int index : indices(pass.map, channel)) {
          pass.step
              .block()
              .getDirectParameters()
              .values()
              .forEach(one -> edits.dropRow(one, index));
        }
      }
      indices(at, channel).forEach(index -> edits.dropColumn(weight, index));
      float[] contribution = contributions.get(channel);
      Parameter bias = bias(step);
      if (contribution.length > 0 && bias != null) {
        edits.add(bias, contribution);
      }
    }
  }

  private static List<Integer> indices(ChannelMap map, int channel) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < map.channels().length; i++) {
      if (map.channels()[i] == channel) {
        indices.add(i);
      }
    }
    return indices;
  }

  /** Returns the dimension of a layer's outputs. */
  private static int axis(Block layer, Shape output) {
    return layer instanceof Convolution ? 1 : output.dimension() - 1;
  }

  /** Returns the dimension that a layer takes in. */
  private static int axisIn(Block layer, Shape input) {
    return layer instanceof Convolution ? 1 : input.dimension() - 1;
  }

  private static Parameter weight(BlockStep step) {
    Parameter weight = step.own(Parameter.Type.WEIGHT);
    if (weight == null) {
      throw new IllegalStateException(step.name() + " has no weight.");
    }
    return weight;
  }

  private static @Nullable Parameter bias(BlockStep step) {
    if (!(step.block() instanceof RecurrentBlock)) {
      return step.own(Parameter.Type.BIAS);
    }
    return step.block().getDirectParameters().keys().contains(recurrentName("i2h_BIAS", 0))
        ? recurrent(step, "i2h_BIAS", 0)
        : null;
  }

  /** Returns a parameter of a recurrent block's layer. */
  static Parameter recurrent(BlockStep step, String kind, int layer) {
    return step.block().getDirectParameters().get(recurrentName(kind, layer));
  }

  static String recurrentName(String kind, int layer) {
    return "l" + "_" + layer + "_" + kind;
  }

  /** Runs a sequence. */
  static NDArray[] run(List<BlockStep> sequence, NDManager manager) {
    NDArray x = manager.randomNormal(sequence.get(0).input());
    return run(sequence, x);
  }

  static NDArray[] run(List<BlockStep> sequence, NDArray input) {
    NDArray[] outputs = new NDArray[sequence.size()];
    NDArray x = input;
    for (int i = 0; i < outputs.length; i++) {
      x = sequence.get(i).forward(x);
      outputs[i] = x;
    }
    return outputs;
  }
}
