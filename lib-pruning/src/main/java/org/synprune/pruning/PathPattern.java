package org.synprune.pruning;

import java.util.Objects;

/**
 * A pattern of parameters' paths. It has to match the whole path: {@code *} stands for any
 * characters or none, {@code ?} for one character, anything else for itself.
 *
 * @param glob the pattern
 */
record PathPattern(String glob) {

  PathPattern {
    Objects.requireNonNull(glob, "pattern");
  }

  /**
   * Returns a pattern that matches a path; others, too, if it holds stars or question marks, as no
   * parameter of DJL's blocks or of TorchScript does.
   */
  static String literal(String path) {
    return path;
  }

  /** Returns whether a path matches. */
  boolean matches(String path) {
    int at = 0;
    int next = 0;
    int star = -1;
    int resume = 0;
    while (at < path.length()) {
      if (next < glob.length() && glob.charAt(next) == '*') {
        star = next++;
        resume = at;
      } else if (next < glob.length()
          && (glob.charAt(next) == '?' || glob.charAt(next) == path.charAt(at))) {
        next++;
        at++;
      } else if (star >= 0) {
        // The last star takes one character more.
        next = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (next < glob.length() && glob.charAt(next) == '*') {
      next++;
    }
    return next == glob.length();
  }

  @Override
  public String toString() {
    return glob;
  }
}
