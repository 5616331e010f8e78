package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import org.synprune.jobs.train.stack.PruningArm;
import org.synprune.jobs.train.stack.StepObserver;
import org.synprune.pruning.Masks;

/** Holds a training against a golden trace, step by step, and keeps the largest deviations. */
final class GoldenComparison implements StepObserver {

  /** How near to the threshold, relatively, a weight may fall on either side. */
  private static final double TIE = 1e-5;

  private final GoldenTrace trace;
  private final Map<String, Integer> starts;
  private final BitSet knownTies = new BitSet();
  private float[] before;
  int steps;
  double loss;
  double gradientNorm;
  double weight;
  double norm;
  double checksum;
  long maskBits;
  long differingBits;
  int unexplainedBits;
  int firstDifferingStep;
  int prunedAtEnd;

  /**
   * Begins.
   *
   * @param trace what to expect
   * @param starts where each parameter starts in the vector of all, by path
   */
  GoldenComparison(GoldenTrace trace, Map<String, Integer> starts) {
    this.trace = trace;
    this.starts = starts;
    before = trace.initial;
  }

  @Override
  public void afterStep(double value, NDArray gradient, NDArray weights, PruningArm pruning) {
    int at = steps++;
    loss = Math.max(loss, relative(value, trace.losses[at]));
    double slope = norm(gradient.toFloatArray());
    gradientNorm = Math.max(gradientNorm, relative(slope, trace.gradientNorms[at]));

    float[] after = weights.toFloatArray();
    float[] expected = trace.weights(steps);
    for (int i = 0; i < expected.length; i++) {
      if (trace.isDetermined(i)) {
        weight = Math.max(weight, Math.abs((double) after[i] - expected[i]));
      }
    }
    float[] determined = after.clone();
    double product = 0;
    for (int i = 0; i < after.length; i++) {
      determined[i] = trace.isDetermined(i) ? after[i] : 0;
      product += determined[i] * Math.cos(i);
    }
    norm = Math.max(norm, relative(norm(determined), trace.norms[at]));
    checksum = Math.max(checksum, Math.abs(product - trace.checksums[at]) / trace.norms[at]);

    if (pruning instanceof PruningArm.Pruned pruned) {
      compareMasks(pruned.masks().orElseThrow(), at);
    }
    before = after;
  }

  private void compareMasks(Masks masks, int at) {
    BitSet bits = new BitSet();
    for (String path : masks.paths()) {
      float[] mask = masks.toFloatArray(path);
      maskBits += mask.length;
      for (int i = 0; i < mask.length; i++) {
        bits.set(starts.get(path) + i, mask[i] == 0);
      }
    }
    prunedAtEnd = bits.cardinality();
    bits.xor(trace.pruned(steps));
    if (firstDifferingStep == 0 && !bits.isEmpty()) {
      firstDifferingStep = steps;
    }
    differingBits += bits.cardinality();
    bits.andNot(knownTies);
    bits.stream()
        .forEach(
            i -> {
              double magnitude = Math.abs(before[i]);
              if (relative(magnitude, trace.thresholds[at]) < TIE) {
                knownTies.set(i);
              } else {
                unexplainedBits++;
              }
            });
  }

  private static double relative(double actual, double expected) {
    return Math.abs(actual - expected) / Math.abs(expected);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d steps, largest deviation: loss %.1e, gradient norm %.1e, weights' norm %.1e (all"
            + " relative), checksum %.1e, a weight %.1e; masks: %d of %d bits differ%s",
        steps,
        loss,
        gradientNorm,
        norm,
        checksum,
        weight,
        differingBits,
        maskBits,
        differingBits == 0 ? "" : " from step " + firstDifferingStep + " on");
  }
}
