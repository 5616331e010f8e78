package org.synprune.jobs.cli;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user's folder in options such as {@code --out=~/x}, where shells leave the tilde as it is.
 */
final class HomeFolder {

  private static final Pattern TILDE = Pattern.compile("(--[a-z-]+=)?~(/.*)?");

  private HomeFolder() {}

  /**
   * Puts the folder in.
   *
   * @param args a command line
   * @return the same with the user's folder for {@code ~} at the beginning of a path
   */
  static String[] expanded(String... args) {
    return Arrays.stream(args).map(HomeFolder::expanded).toArray(String[]::new);
  }

  private static String expanded(String arg) {
    Matcher matcher = TILDE.matcher(arg);
    if (!matcher.matches()) {
      return arg;
    }
    String option = matcher.group(1) == null ? "" : matcher.group(1);
    String below = matcher.group(2) == null ? "" : matcher.group(2);
    return option + System.getProperty("user.home") + below;
  }
}
