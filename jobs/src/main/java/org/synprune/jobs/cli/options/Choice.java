package org.synprune.jobs.cli.options;

import java.util.Collection;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.Spelling;

/** Names given on the command line that have to be among some known ones. */
public final class Choice {

  private Choice() {}

  /**
   * Refuses a name that isn't known, and names the known one it resembles.
   *
   * @param option the option or key, as the user writes it
   * @param names what was given
   * @param known what there is
   * @throws BadInputException if one of the names isn't among them
   */
  public static void require(String option, Collection<String> names, Collection<String> known) {
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
            option, name, String.join(", ", known), orElse, Spelling.hint(name, known)));
  }
}
