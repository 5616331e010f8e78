package org.synprune.jobs.grid;

import java.util.regex.Pattern;

/** What data sets may be called: their names are parts of paths. */
public final class DatasetNames {

  /** What is expected of a name, in words. */
  public static final String EXPECTED = "letters, digits, dashes and underscores";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private DatasetNames() {}

  /**
   * Whether a data set may be called so.
   *
   * @param name a text
   * @return true for {@value #EXPECTED}, the first of them a letter or a digit
   */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
