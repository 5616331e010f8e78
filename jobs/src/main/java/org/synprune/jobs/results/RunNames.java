package org.synprune.jobs.results;

import java.util.regex.Pattern;

/** What runs may be called. */
final class RunNames {

  private static final String ONE = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final Pattern RUN = Pattern.compile(ONE);
  private static final Pattern JOINED = Pattern.compile(ONE + "(\\+" + ONE + ")+");

  private RunNames() {}

  /** Whether a run may be called so. */
  static boolean isRun(String name) {
    return RUN.matcher(name).matches();
  }

  /** Whether a run, or what is made from several, may be called so: names joined by plus signs. */
  static boolean isAny(String name) {
    return isRun(name) || JOINED.matcher(name).matches();
  }

  static IllegalArgumentException refused(String name) {
    return new IllegalArgumentException(
        "run name is '" + name + "', expected letters, digits, '.', '_' and '-'");
  }
}
