package org.synprune.jobs.data.conf;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pattern of times that Java would read otherwise was meant to be. */
final class PatternAdvice {

  private static final Map<String, String> STRFTIME =
      Map.ofEntries(
          Map.entry("Y", "yyyy"),
          Map.entry("y", "yy"),
          Map.entry("m", "MM"),
          Map.entry("d", "dd"),
          Map.entry("e", "d"),
          Map.entry("H", "HH"),
          Map.entry("k", "H"),
          Map.entry("I", "hh"),
          Map.entry("M", "mm"),
          Map.entry("S", "ss"),
          Map.entry("f", "SSSSSS"),
          Map.entry("L", "SSS"),
          Map.entry("p", "a"),
          Map.entry("b", "MMM"),
          Map.entry("h", "MMM"),
          Map.entry("B", "MMMM"),
          Map.entry("a", "EEE"),
          Map.entry("A", "EEEE"),
          Map.entry("j", "DDD"),
          Map.entry("z", "XX"),
          Map.entry("F", "yyyy-MM-dd"),
          Map.entry("T", "HH:mm:ss"),
          Map.entry("R", "HH:mm"),
          Map.entry("D", "MM/dd/yy"),
          Map.entry("G", "YYYY"),
          Map.entry("V", "ww"),
          Map.entry("u", "e"),
          Map.entry("%", "%"));

  private static final Pattern CODE = Pattern.compile("%([-_0^#]?)([A-Za-z%])|([A-Za-z]+)");

  private PatternAdvice() {}

  /**
   * What is wrong with a pattern.
   *
   * @param pattern the pattern
   * @return what it is and what is expected; empty if nothing is known to be wrong
   */
  static Optional<String> of(String pattern) {
    if (pattern.indexOf('%') >= 0) {
      String java = fromStrftime(pattern);
      return Optional.of("is a pattern of strftime, expected " + java);
    }
    String meant = meant(pattern);
    return meant.equals(pattern)
        ? Optional.empty()
        : Optional.of(
            "is '"
                + pattern
                + "', expected "
                + meant
                + " (y is the year, M the month, d the day, H the hour from 0 to 23, m the minute, s"
                + " the second)");
  }

  private static String fromStrftime(String pattern) {
    if (pattern.equals("%s")) {
      return "epoch";
    }
    Matcher matcher = CODE.matcher(pattern);
    StringBuilder java = new StringBuilder();
    while (matcher.find()) {
      String letters = matcher.group(3);
      String code = letters != null ? "'" + letters + "'" : STRFTIME.get(matcher.group(2));
      if (code == null) {
        return "a pattern such as d/M/yyyy H:mm:ss";
      }
      boolean unpadded = letters == null && !matcher.group(1).isEmpty() && code.length() == 2;
      matcher.appendReplacement(java, unpadded ? code.substring(1) : code);
    }
    return matcher.appendTail(java).toString();
  }

  /** The pattern with the letters that were mixed up put right. */
  private static String meant(String pattern) {
    StringBuilder meant = new StringBuilder();
    Fields fields = new Fields(TimePattern.letters(pattern));
    boolean quoted = false;
    char fixed = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      char before = i == 0 ? 0 : pattern.charAt(i - 1);
      if (c != before) {
        fixed = quoted ? c : fields.meant(c, before);
      }
      meant.append(quoted ? c : fixed);
    }
    return meant.toString();
  }

  /** The fields of a pattern, gone through in order. */
  private static final class Fields {

    private final boolean weeks;
    private final boolean months;
    private final boolean days;
    private final boolean seconds;
    private final boolean halves;
    private boolean inTime;
    private boolean monthSeen;

    Fields(String letters) {
      this.weeks = letters.indexOf('w') >= 0;
      this.months = letters.matches(".*[MLQq].*");
      this.days = letters.indexOf('d') >= 0;
      this.seconds = letters.indexOf('s') >= 0;
      this.halves = letters.matches(".*[aB].*");
    }

    /** The letter that was meant by the next field's. */
    char meant(char letter, char before) {
      switch (letter) {
        case 'H', 'k', 'h', 'K' -> {
          inTime = true;
          return !halves && (letter == 'h' || letter == 'K') ? 'H' : letter;
        }
        case 'Y' -> {
          return weeks ? letter : 'y';
        }
        case 'D' -> {
          return !days && (months || monthSeen) ? 'd' : letter;
        }
        case 'm' -> {
          boolean month = !months && !inTime && !monthSeen;
          monthSeen |= month;
          return month ? 'M' : letter;
        }
        case 'M' -> {
          boolean minute = inTime && monthSeen;
          monthSeen = true;
          return minute ? 'm' : letter;
        }
        case 'S' -> {
          return !seconds && before == ':' ? 's' : letter;
        }
        default -> {
          return letter;
        }
      }
    }
  }
}
