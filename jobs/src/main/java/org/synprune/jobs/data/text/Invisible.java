package org.synprune.jobs.data.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Characters that nobody sees: blanks of every kind, and those without a width. */
final class Invisible {

  private static final String NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad";

  private Invisible() {}

  /** A text without such characters at its ends. */
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && is(text.charAt(from))) {
      from++;
    }
    while (to > from && is(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean is(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || NO_WIDTH.indexOf(c) >= 0;
  }

  /** Those at the ends of a text that an editor doesn't show as blanks, such as "U+00A0". */
  static List<String> around(String text) {
    String kept = strip(text);
    int from = text.indexOf(kept);
    String ends = text.substring(0, from) + text.substring(from + kept.length());
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ends.length(); i++) {
      if (ends.charAt(i) > 127) {
        all.add(String.format(Locale.ROOT, "U+%04X", (int) ends.charAt(i)));
      }
    }
    return all.stream().distinct().toList();
  }

  /** A text with its control characters written out, for terminals. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        shown.append(c == '\t' ? "\\t" : String.format(Locale.ROOT, "\\u%04X", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
