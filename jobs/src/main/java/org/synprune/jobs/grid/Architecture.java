package org.synprune.jobs.grid;

import com.fasterxml.jackson.annotation.JsonValue;
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
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The architecture of an id.
   *
   * @param id such as {@code lstm}
   * @return the architecture
   * @throws IllegalArgumentException if there is none of that id; the message names those there are
   */
  public static Architecture of(String id) {
    return Ids.parse("architecture", id, byId());
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

  /** The {@link #id()}, so that no message or table shows another name. */
  @Override
  public String toString() {
    return id();
  }
}
