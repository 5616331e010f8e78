package org.synprune.jobs.grid;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.synprune.pruning.PruningMethod;

/**
 * The arms of the comparison: the paper's four (section 3.8), then other methods of pruning, which
 * {@link PruningMethod} describes.
 */
public enum Regulariser {
  /** No regularisation. */
  NONE,
  /** Standard dropout: on in training, off when forecasting. */
  DROPOUT,
  /** Monte Carlo dropout: on when forecasting too. */
  MC_DROPOUT,
  /** Magnitude pruning inside the training loop (paper, algorithms 1-6). */
  SYNAPTIC_PRUNING,
  /** Growth, then pruning: the paper's future work ({@link PruningMethod#SYNAPTIC_GROWTH}). */
  SYNAPTIC_GROWTH,
  /** Sparse from the start, regrown by gradients ({@link PruningMethod#RIGL}). */
  RIGL,
  /** Sparse from the start, regrown by chance ({@link PruningMethod#SET}). */
  SET,
  /** Pruned once, at the first batch ({@link PruningMethod#SNIP}). */
  SNIP,
  /** Zhu and Gupta's schedule ({@link PruningMethod#GRADUAL_MAGNITUDE}). */
  GRADUAL_MAGNITUDE,
  /** The paper's schedule, weights drawn by chance ({@link PruningMethod#RANDOM_PRUNING}). */
  RANDOM_PRUNING,
  /**
   * Gaussian noise whose variance is trained with the weights (Kingma, Salimans and Welling 2015);
   * off when forecasting.
   */
  VARIATIONAL_DROPOUT,
  /**
   * A relaxed dropout whose rate is trained with the weights (Gal, Hron and Kendall 2017); off when
   * forecasting.
   */
  CONCRETE_DROPOUT;

  /**
   * Whether it drops at a rate that is learned.
   *
   * @return whether the settings' rate is only where it begins
   */
  public boolean learnsRate() {
    return this == VARIATIONAL_DROPOUT || this == CONCRETE_DROPOUT;
  }

  /**
   * Whether it drops activations at a rate.
   *
   * @return true for all dropouts
   */
  public boolean drops() {
    return this == DROPOUT || this == MC_DROPOUT || learnsRate();
  }

  /**
   * Whether it prunes weights.
   *
   * @return true for all that is neither nothing nor a dropout
   */
  public boolean prunes() {
    return this != NONE && !drops();
  }

  /**
   * Whether it trains some epochs before it begins to prune, at a first sparsity.
   *
   * @return false also for methods that are at their last sparsity from the first batch on
   */
  public boolean warmsUp() {
    return prunes() && this != RIGL && this != SET && this != SNIP;
  }

  /**
   * Whether it updates its masks again and again.
   *
   * @return false also for what prunes once
   */
  public boolean updates() {
    return prunes() && this != SNIP;
  }

  /**
   * The name in files, results and on the command line.
   *
   * @return the lower-case name with dashes
   */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The regulariser of an id.
   *
   * @param id such as {@code mc-dropout}
   * @return the regulariser
   * @throws IllegalArgumentException if there is none of that id; the message names those there are
   */
  public static Regulariser of(String id) {
    return Ids.parse("regulariser", id, byId());
  }

  /**
   * All regularisers by their {@link #id()}.
   *
   * @return id to regulariser, in the order of declaration
   */
  public static Map<String, Regulariser> byId() {
    Map<String, Regulariser> all = new LinkedHashMap<>();
    for (Regulariser one : values()) {
      all.put(one.id(), one);
    }
    return all;
  }

  /** The {@link #id()}, so that no message or table shows another name. */
  @Override
  public String toString() {
    return id();
  }
}
