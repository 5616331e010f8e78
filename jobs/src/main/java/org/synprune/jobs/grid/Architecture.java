package org.synprune.jobs.grid;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The network architectures of the benchmark (paper, section 3.8). */
public enum Architecture {
  /** One recurrent layer with tanh. */
  RNN,
  /** One LSTM layer. */
  LSTM,
  /** Patch time-series transformer. */
  PATCHTST;

  /**
   * The name in files, results and on the command line.
   *
   * @return the lower-case name
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * All architectures by their {@link #id()}.
   *
   * @return id to architecture, in the order of declaration
   */
  public static Map<String, Architecture> byId() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    for (Architecture one : values()) {
      all.put(one.id(), one);
    }
    return all;
  }
}
