package org.synprune.jobs.grid;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How data are split, scaled and scored. */
public enum Protocol {
  /**
   * The one to believe: chronological 64 / 16 / 20 train / validation / test, everything fitted on
   * the train rows, the same test targets for every lookback, the test scored once.
   */
  STRICT,
  /**
   * As {@link #STRICT}, but each window tells the target's own values, its lags too, relative to
   * the last one that it knows, and the forecast is of the change since then; errors are in raw
   * units as ever. For series that drift: what a network has learned at one level it knows at any.
   */
  ANCHORED,
  /**
   * The paper's scripts, flaws and all: 80 / 20 with the test rows as validation rows, scaler
   * fitted on all rows, lead features that hold the label.
   */
  PAPER;

  /**
   * The name in files and on the command line.
   *
   * @return the lower-case name
   */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether no row knows of rows to come: splits in order of time, everything fitted on the train
   * rows, the checkpoint chosen on the validation rows.
   *
   * @return true for all but {@link #PAPER}
   */
  public boolean causal() {
    return this != PAPER;
  }

  /**
   * The protocol of an id.
   *
   * @param id such as {@code strict}
   * @return the protocol
   * @throws IllegalArgumentException if there is none of that id; the message names those there are
   */
  public static Protocol of(String id) {
    return Ids.parse("protocol", id, byId());
  }

  /**
   * All protocols by their {@link #id()}.
   *
   * @return id to protocol, in the order of declaration
   */
  public static Map<String, Protocol> byId() {
    Map<String, Protocol> all = new LinkedHashMap<>();
    for (Protocol one : values()) {
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
