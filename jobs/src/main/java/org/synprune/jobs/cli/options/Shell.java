package org.synprune.jobs.cli.options;

/** Words of a command line that people copy. */
public final class Shell {

  private Shell() {}

  /**
   * Quotes a word where a shell needs it.
   *
   * @param word an argument
   * @return the word as a shell takes it
   */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
