package org.synprune.jobs.train;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.synprune.jobs.train.stack.Randomness;

/** The randomness of a training that ran elsewhere: its initial weights and order of windows. */
final class Replay implements Randomness {

  private final float[] initial;
  private final int[] orders;
  private final int lookback;
  private final Map<String, Integer> starts = new LinkedHashMap<>();
  private final List<Integer> sizes = new ArrayList<>();
  private int taken;

  /**
   * Takes over what was drawn elsewhere.
   *
   * @param initial all parameters, in the order in which the network declares them
   * @param orders window numbers, the first window being 0, epoch after epoch
   * @param lookback the target row of window 0
   */
  Replay(float[] initial, int[] orders, int lookback) {
    this.initial = initial;
    this.orders = orders;
    this.lookback = lookback;
  }

  @Override
  public float[] initialWeights(Block block) {
    int start = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      starts.put(entry.getKey(), start);
      int size = Math.toIntExact(entry.getValue().getShape().size());
      sizes.add(size);
      start += size;
    }
    if (initial.length != start) {
      throw new IllegalStateException(
          initial.length + " initial weights, expected the network's " + start);
    }
    return initial.clone();
  }

  @Override
  public void shuffle(int[] targets) {
    for (int i = 0; i < targets.length; i++) {
      targets[i] = lookback + orders[taken++];
    }
  }

  @Override
  public RandomGenerator dropout() {
    return () -> {
      throw new AssertionError("a training without dropout draws dropout masks");
    };
  }

  /** The parameters' sizes, in the order in which the network declares them. */
  int[] sizes() {
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where each parameter starts in the vector of all, by path; known once weights were drawn. */
  Map<String, Integer> starts() {
    return starts;
  }
}
