package org.synprune.pruning;

import java.util.Locale;

/**
 * How pruned weights come back (dynamic sparse training). Every mask update drops a share of the
 * active weights, those with the smallest {@link Saliency}, and lets as many others grow; where the
 * {@link SparsitySchedule} falls, more grow than are dropped, where it rises, fewer. After each
 * update exactly the scheduled share is pruned, rounded down to whole weights, of all layers
 * together or of each, as the {@link Scope} says.
 *
 * <p>The share falls along a cosine: {@code fraction / 2 * (1 + cos(pi * t / until))}, and is 0
 * from {@code until} on; {@code t} is the schedule's time. Only weights that were pruned before the
 * update can grow, never those that it drops itself (RigL's published code lets those come straight
 * back). What grows starts at 0. The optimizer's moments aren't touched: gradients are never
 * masked, so they are as if the weight had been there.
 *
 * <p>A training with regrowth begins sparse if the schedule's value at time 0 is above 0: which
 * weights are active then is drawn by chance, seeded, within the scope: at the first batch, or when
 * a loop of your own calls {@link PruningSession#applyMasks} before it. Equal seeds give equal
 * trainings, also when a session is restored in between.
 */
public final class Regrowth {

  private final boolean gradient;
  private final double fraction;
  private final double until;
  private final long seed;

  private Regrowth(boolean gradient, double fraction, double until, long seed) {
    this.gradient = gradient;
    this.fraction = Schedules.requireSparsity(fraction, "The share that is dropped and regrown");
    if (!(until > 0)) {
      throw new IllegalArgumentException("Regrowth must end after 0, but ends at " + until + ".");
    }
    this.until = until;
    this.seed = seed;
  }

  /**
   * Grows the weights whose gradients are largest (RigL: Evci et al. 2020, who drop 0.3 at first
   * and end after three quarters of the training).
   *
   * @param fraction the share of active weights that is exchanged at time 0, in [0, 1); 0 grows
   *     only what the schedule asks for
   * @param until the time from which on none is exchanged, above 0; infinity keeps the share
   * @param seed seeds the first masks
   * @return the regrowth
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static Regrowth byGradient(double fraction, double until, long seed) {
    return new Regrowth(true, fraction, until, seed);
  }

  /**
   * Grows weights by chance (SET: Mocanu et al. 2018, who exchange a constant 0.3).
   *
   * @param fraction the share of active weights that is exchanged at time 0, in [0, 1)
   * @param until the time from which on none is exchanged, above 0; infinity keeps the share
   * @param seed seeds the first masks and what grows
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

  /** Returns a seed for the update at a batch; 0 stands for the masks at the beginning. */
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
