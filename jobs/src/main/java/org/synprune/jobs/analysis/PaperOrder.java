package org.synprune.jobs.analysis;

import java.util.Comparator;
import java.util.List;

/** The order in which the paper names things; what it doesn't name follows by the alphabet. */
public final class PaperOrder {

  public static final Comparator<String> DATASETS = by("bitcoin", "sp500", "air-quality", "power");
  public static final Comparator<String> ARCHITECTURES = by("rnn", "lstm", "patchtst");
  static final Comparator<String> REGULARISERS =
      by(Observation.NONE, "dropout", "mc-dropout", "synaptic-pruning");

  private PaperOrder() {}

  private static Comparator<String> by(String... names) {
    List<String> known = List.of(names);
    return Comparator.<String>comparingInt(
            name -> known.contains(name) ? known.indexOf(name) : known.size())
        .thenComparing(Comparator.naturalOrder());
  }
}
