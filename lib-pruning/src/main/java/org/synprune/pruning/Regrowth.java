package org.synprune.pruning;

import java.util.Locale;

/**
 * How pruned weights grow back (dynamic sparse training). Every mask update drops a share of the
 * active weights, those with the smallest {@link Saliency}, and lets as many pruned ones grow; more
 * grow than are dropped where the {@link SparsitySchedule} falls, fewer where it rises. After each
 * update exactly the scheduled share is pruned, rounded down to whole weights, of all layers
 * together or of each layer, as the {@link Scope} says.
 *
 * <p>The exchanged share falls along a cosine: {@code fraction / 2 * (1 + cos(pi * t / until))},
 * and is 0 from {@code until} on; {@code t} is the schedule's time. Only weights that were pruned
 * before an update can grow in it, not those that it drops (in RigL's published code they can).
 * Weights grow from 0. The optimizer's moments stay as they are; since gradients are never masked,
 * they are those of a weight that was always there.
 *
 * <p>If the schedule's value at time 0 is above 0, the training starts sparse: the first masks are
 * drawn at random, within the scope, at the first batch or when your own loop calls {@link
 * PruningSession#applyMasks} before it. Equal seeds give equal trainings, also when a session is
 * restored in between.
 */
public final class Regrowth {

  private final boolean gradient;
  private final double fraction;
  private final double until;
  private final long seed;

  private Regrowth(boolean gradient, double fraction, double until, long seed) {
    this.gradient = gradient;
    this.fraction = BuiltInSchedules.requireSparsity(fraction, "The exchanged share");
    if (!(until > 0)) {
      throw new IllegalArgumentException("Regrowth must end after 0, but ends at " + until + ".");
    }
    this.until = until;
    this.seed = seed;
  }

  /**
   * Grows the weights with the largest gradients (RigL: Evci et al. 2020, who exchange 0.3 at first
   * and stop after three quarters of the training).
   *
   * @param fraction the share of active weights that is exchanged at time 0, in [0, 1); with 0
   *     weights grow only where the schedule falls
   * @param until the time from which on none is exchanged, above 0; infinity keeps the share
   * @param seed the seed of the first masks
   * @return the regrowth
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static Regrowth byGradient(double fraction, double until, long seed) {
    return new Regrowth(true, fraction, until, seed);
  }

  /**
   * Grows weights at random (SET: Mocanu et al. 2018, who exchange a constant 0.3).
   *
   * @param fraction the share of active weights that is exchanged at time 0, in [0, 1)
   * @param until the time from which on none is exchanged, above 0; infinity keeps the share
   * @param seed the seed of the first masks and of the weights that grow
   * @return the regrowth
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static Regrowth random(double fraction, double until, long seed) {
    return new Regrowth(false, fraction, until, seed);
  }

  boolean byGradient() {
    return gradient;
  }

  double fraction() {
    return fraction;
  }

  double until() {
    return until;
  }

  /** Returns the seed of the update at a batch; batch 0 stands for the first masks. */
  long seedAt(long batch) {
    return seed + 0x9E3779B97F4A7C15L * batch;
  }

  /** Returns the share of active weights that is exchanged at a time. */
  double shareAt(double t) {
    if (t >= until) {
      return 0;
    }
    return fraction / 2 * (1 + Math.cos(Math.PI * Math.max(0, t) / until));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s[fraction=%s, until=%s, seed=%d]",
        gradient ? "ByGradient" : "Random",
        fraction,
        until,
        seed);
  }
}
