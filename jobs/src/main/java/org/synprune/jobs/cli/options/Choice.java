package org.synprune.jobs.cli.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.synprune.jobs.BadInputException;

/** Names given on the command line that have to be among some known ones. */
final class Choice {

  /** Letters that a misspelt name may differ in. */
  private static final int MISSPELT = 2;

  private Choice() {}

  /**
   * Refuses a name that isn't known, and names the known one it resembles.
   *
   * @param option the option or key, as the user writes it
   * @param names what was given
   * @param known what there is
   * @throws BadInputException if one of the names isn't among them
   */
  static void require(String option, Collection<String> names, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw unknown(option, name, known, "");
      }
    }
  }

  /**
   * The error for a name that isn't known.
   *
   * @param option the option or key, as the user writes it
   * @param name what was given
   * @param known what there is
   * @param orElse what else is accepted, such as {@code " or a .conf file"}; may be empty
   * @return the exception to throw
   */
  static BadInputException unknown(
      String option, String name, Collection<String> known, String orElse) {
    return new BadInputException(
        String.format(
            "%s is '%s', expected one of %s%s%s",
            option,
            name,
            String.join(", ", known),
            orElse,
            like(name, known).map(one -> " (did you mean '" + one + "'?)").orElse("")));
  }

  private static Optional<String> like(String name, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .filter(one -> distance.apply(name, one) <= Math.min(MISSPELT, one.length() / 2))
        .min(Comparator.comparing(one -> distance.apply(name, one)));
  }
}
