package org.synprune.jobs.grid;

import java.util.Map;

/** Strict parsing of the ids of closed choices. */
final class Ids {

  private Ids() {}

  /**
   * Finds a choice.
   *
   * @throws IllegalArgumentException if there is none of that id; the message names those there are
   */
  static <T> T parse(String what, String id, Map<String, T> choices) {
    T choice = choices.get(id);
    if (choice == null) {
      throw new IllegalArgumentException(
          what + " is '" + id + "', expected one of " + String.join(", ", choices.keySet()));
    }
    return choice;
  }
}
