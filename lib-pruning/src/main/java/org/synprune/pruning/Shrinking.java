package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Removes whole neurons from a block. All is planned before anything changes. */
final class Shrinking {

  /** How far outputs may differ, relative to what is above 1. */
  private static final double TOLERANCE = 1e-5;

  private final Block root;
  private final Masks masks;
  private final Map<String, String> pathsById = new LinkedHashMap<>();
  private final ParameterEdits edits = new ParameterEdits();
  private final List<String> kept = new ArrayList<>();

  private Shrinking(Block root, Masks masks) {
    this.root = root;
    this.masks = masks;
    root.getParameters().forEach(p -> pathsById.put(p.getValue().getId(), p.getKey()));
  }

  /** Shrinks a block whose masks are applied. */
  static ShrinkReport shrink(Block root, Masks masks) {
    Shape[] inputs = root instanceof SymbolBlock ? null : root.getInputShapes();
    if (inputs == null) {
      throw new IllegalArgumentException(
          root instanceof SymbolBlock
              ? "The blocks of a TorchScript model aren't known: it can't be shrunk."
              : "The block must be initialized before it is shrunk.");
    }
    return new Shrinking(root, masks).shrink(new BlockWalk(root, ofOne(inputs)));
  }

  /** Returns the shapes of a batch of one. */
  private static Shape[] ofOne(Shape... inputs) {
    return Arrays.stream(inputs)
        .map(shape -> new Shape(1).addAll(shape.slice(1)))
        .toArray(Shape[]::new);
  }

  private ShrinkReport shrink(BlockWalk walk) {
    walk.others().forEach(this::requireUnpruned);
    Parameter any = root.getParameters().values().get(0);
    try (NDManager manager =
        any.getArray().getManager().newSubManager(any.getArray().getDevice())) {
      List<NDArray> inputs = new ArrayList<>();
      List<NDArray> outputs = new ArrayList<>();
      for (List<BlockStep> sequence : walk.sequences()) {
        NDArray input = manager.randomNormal(sequence.get(0).input());
        NDArray[] one = ChannelPath.run(sequence, input);
        plan(sequence, List.of(one, ChannelPath.run(sequence, manager)));
        inputs.add(input);
        outputs.add(one[one.length - 1]);
      }
      return apply(walk.sequences(), inputs, outputs);
    }
  }

  private void requireUnpruned(Pair<String, Block> other) {
    for (Parameter parameter : other.getValue().getParameters().values()) {
      String path = pathsById.get(parameter.getId());
      if (masks.shapes().containsKey(path) && !prunedRows(path).isEmpty()) {
        throw new IllegalArgumentException(
            "Neurons of "
                + path
                + " are pruned, but "
                + other.getKey()
                + " is a "
                + other.getValue().getClass().getSimpleName()
                + ", through which they can't be followed.");
      }
    }
  }

  private void plan(List<BlockStep> sequence, List<NDArray[]> runs) {
    for (int i = 0; i < sequence.size(); i++) {
      BlockStep step = sequence.get(i);
      if (step.block() instanceof RecurrentBlock) {
        planRecurrent(sequence, i, runs);
      } else if (step.block() instanceof Linear || step.block() instanceof Convolution) {
        Parameter weight = step.own(Parameter.Type.WEIGHT);
        Set<Integer> pruned = prunedRows(pathsById.get(weight.getId()));
        if (!pruned.isEmpty()) {
          ChannelPath path = ChannelPath.of(sequence, i, pruned, runs);
          Collection<Integer> left = butOne(path.accepted(), weight.getArray().getShape().get(0));
          say(step, pruned.size() - left.size(), path.reason());
          path.leaveOut(left, edits);
          Parameter bias = step.own(Parameter.Type.BIAS);
          for (int row : left) {
            edits.dropRow(weight, row);
            if (bias != null) {
              edits.dropRow(bias, row);
            }
          }
        }
      }
    }
  }

  /** All layers of a recurrent block have the same number of units. */
  private void planRecurrent(List<BlockStep> sequence, int place, List<NDArray[]> runs) {
    BlockStep step = sequence.get(place);
    List<RecurrentUnits> layers = RecurrentUnits.of(step);
    List<Set<Integer>> pruned = new ArrayList<>();
    for (RecurrentUnits layer : layers) {
      pruned.add(
          layer.silent(
              prunedRows(pathsById.get(layer.input().getId())),
              prunedRows(pathsById.get(layer.state().getId()))));
    }
    Set<Integer> last = pruned.get(pruned.size() - 1);
    if (pruned.stream().allMatch(Set::isEmpty)) {
      return;
    }
    ChannelPath path = ChannelPath.of(sequence, place, last, runs);
    pruned.set(pruned.size() - 1, new TreeSet<>(path.accepted()));
    int most = pruned.stream().mapToInt(Set::size).max().orElse(0);
    long common = pruned.stream().mapToInt(Set::size).min().orElse(0);
    common = Math.min(common, layers.get(0).units() - 1);
    String reason =
        path.reason().isEmpty() ? "all of its layers need as many units" : path.reason();
    say(step, Math.max(most, last.size()) - (int) common, reason);
    for (int i = 0; i < layers.size(); i++) {
      List<Integer> left = pruned.get(i).stream().limit(common).toList();
      layers.get(i).leaveOut(left, edits);
      if (i + 1 < layers.size()) {
        Parameter next = layers.get(i + 1).input();
        left.forEach(unit -> edits.dropColumn(next, unit));
      } else {
        path.leaveOut(left, edits);
      }
    }
  }

  private void say(BlockStep step, int stay, String reason) {
    if (stay > 0) {
      kept.add(
          stay
              + " pruned neurons of "
              + step.name()
              + " stay: "
              + (reason.isEmpty() ? "a layer needs one" : reason)
              + ".");
    }
  }

  /** Returns neurons to be left out, so that at least one of all stays. */
  private static Collection<Integer> butOne(Collection<Integer> neurons, long all) {
    return neurons.stream().limit(Math.max(0, all - 1)).toList();
  }

  /** Returns the rows of a weight all of which is pruned; none if it has no mask. */
  private Set<Integer> prunedRows(String path) {
    Set<Integer> rows = new TreeSet<>();
    Shape shape = masks.shapes().get(path);
    if (shape == null || shape.size() == 0) {
      return rows;
    }
    float[] mask = masks.toFloatArray(path);
    int width = mask.length / Math.toIntExact(shape.get(0));
    for (int row = 0; row < shape.get(0); row++) {
      boolean active = false;
      for (int i = row * width; i < (row + 1) * width; i++) {
        active |= mask[i] == 1;
      }
      if (!active) {
        rows.add(row);
      }
    }
    return rows;
  }

  private ShrinkReport apply(
      List<List<BlockStep>> sequences, List<NDArray> inputs, List<NDArray> outputs) {
    List<ShrinkReport.Change> changes = new ArrayList<>();
    Map<String, NDArray> leftMasks = new TreeMap<>();
    Masks left;
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Pair<String, Parameter> entry : root.getParameters()) {
        Parameter parameter = entry.getValue();
        String path = entry.getKey();
        Shape before = parameter.getArray().getShape();
        Shape after = edits.shapeLeft(parameter);
        if (!after.equals(before)) {
          changes.add(new ShrinkReport.Change(path, before, after));
        }
        if (masks.shapes().containsKey(path)) {
          leftMasks.put(
              path, manager.create(edits.left(parameter, masks.toFloatArray(path)), after));
        }
      }
      left = Masks.of(leftMasks);
    }
    if (!changes.isEmpty()) {
      Map<Parameter, NDArray> before = edits.apply();
      boolean equal = false;
      try {
        sequences.forEach(Shrinking::resize);
        equal = areEqual(sequences, inputs, outputs);
      } finally {
        if (equal) {
          before.values().forEach(NDArray::close);
        } else {
          before.forEach(
              (parameter, array) -> {
                parameter.close();
                ParameterEdits.replace(parameter, array, array.getManager());
                array.close();
              });
          sequences.forEach(Shrinking::resize);
        }
      }
      if (!equal) {
        throw new IllegalStateException(
            "The smaller block's outputs differ from the pruned one's: it is as it was.");
      }
    }
    return new ShrinkReport(changes, left, kept);
  }

  /** Tells blocks the sizes of their parameters. */
  private static void resize(List<BlockStep> sequence) {
    Shape shape = sequence.get(0).input();
    for (BlockStep step : sequence) {
      if (step.hasParameters()) {
        Parameter weight = step.own(Parameter.Type.WEIGHT);
        if (step.block() instanceof RecurrentBlock) {
          BlockFields.setUnits(step.block(), RecurrentUnits.of(step).get(0).units());
        } else if (weight != null) {
          BlockFields.setUnits(step.block(), weight.getArray().getShape().get(0));
        }
        BlockFields.setInput(step.block(), shape);
      }
      shape = step.block().getOutputShapes(new Shape[] {shape})[0];
    }
  }

  private static boolean areEqual(
      List<List<BlockStep>> sequences, List<NDArray> inputs, List<NDArray> outputs) {
    for (int i = 0; i < sequences.size(); i++) {
      NDArray[] now = ChannelPath.run(sequences.get(i), inputs.get(i));
      NDArray end = now[now.length - 1];
      if (!end.getShape().equals(outputs.get(i).getShape())
          || !end.allClose(outputs.get(i), TOLERANCE, TOLERANCE, true)) {
        return false;
      }
    }
    return true;
  }
}
