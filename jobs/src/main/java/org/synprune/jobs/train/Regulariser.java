package org.synprune.jobs.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The arms of the comparison (paper, section 3.8). */
public enum Regulariser {
  /** No regularisation. */
  NONE,
  /** Standard dropout: on in training, off when forecasting. */
  DROPOUT,
  /** Monte Carlo dropout: on when forecasting too. */
  MC_DROPOUT,
  /** Magnitude pruning inside the training loop (paper, algorithms 1-6). */
  SYNAPTIC_PRUNING;

  /**
   * The name in files, results and on the command line.
   *
   * @return the lower-case name with dashes
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
}
