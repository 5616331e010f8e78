package org.synprune.jobs.grid;

import java.util.Comparator;
import java.util.List;

/** The order in which the paper names things; what it doesn't name follows by the alphabet. */
final class PaperOrder {

  private PaperOrder() {}

  static Comparator<String> of(String... names) {
    List<String> known = List.of(names);
    return Comparator.<String>comparingInt(
            name -> known.contains(name) ? known.indexOf(name) : known.size())
        .thenComparing(Comparator.naturalOrder());
  }
}
