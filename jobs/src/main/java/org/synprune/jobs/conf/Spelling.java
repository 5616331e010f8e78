package org.synprune.jobs.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a misspelt name may have meant. */
public final class Spelling {

  /** Letters that a misspelt name may differ in. */
  private static final int MISSPELT = 2;

  private Spelling() {}

  /**
   * The known name that a name resembles most.
   *
   * @param name what was written
   * @param known what there is
   * @return {@code " (did you mean 'x'?)"}; empty if none is alike
   */
  public static String hint(String name, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    Optional<String> nearest =
        known.stream()
            .filter(one -> distance.apply(name, one) <= Math.min(MISSPELT, one.length() / 2))
            .min(Comparator.comparing(one -> distance.apply(name, one)));
    return nearest.map(one -> " (did you mean '" + one + "'?)").orElse("");
  }
}
