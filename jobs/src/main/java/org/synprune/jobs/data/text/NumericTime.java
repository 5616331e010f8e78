package org.synprune.jobs.data.text;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synprune.jobs.data.conf.TimeText;

/**
 * Reads times whose pattern is numbers between separators, such as {@code d/M/yyyy H:mm:ss}, many
 * times as fast as {@link TimeText}, which reads all other texts. Not thread-safe.
 */
final class NumericTime {

  /** Stands for a text that has to be read by {@link TimeText}. */
  static final long UNREAD = Long.MIN_VALUE;

  private static final Pattern PART = Pattern.compile("(yyyy|uuuu|MM?|dd?|HH?|mm?|ss?)([-/.: ]|$)");

  /** The sets of fields that make a time, each in the order of {@link #ORDER}. */
  private static final Set<String> WHOLE = Set.of("yMd", "yMdHm", "yMdHms");

  private static final String ORDER = "yMdHms";
  private static final long DAY_MILLIS = 86_400_000;

  /**
   * For each number of the text its position in {@link #ORDER}; none if the pattern isn't plain.
   */
  private final int[] fields;

  private final int[] least;
  private final int[] most;

  /** The separator after each number, -1 for the end. */
  private final int[] separators;

  private final int[] values = new int[ORDER.length()];
  private int lastDate = -1;
  private long lastDayMillis;

  NumericTime(String pattern) {
    int[] read = new int[pattern.length()];
    this.least = new int[pattern.length()];
    this.most = new int[pattern.length()];
    this.separators = new int[pattern.length()];
    int count = 0;
    int end = 0;
    Matcher part = PART.matcher(pattern);
    for (; part.find() && part.start() == end; count++) {
      char letter = part.group(1).charAt(0);
      read[count] = ORDER.indexOf(letter == 'u' ? 'y' : letter);
      least[count] = part.group(1).length();
      most[count] = Math.max(2, least[count]);
      separators[count] = part.group(2).isEmpty() ? -1 : part.group(2).charAt(0);
      end = part.end();
    }
    StringBuilder letters = new StringBuilder();
    java.util.Arrays.stream(read, 0, count).sorted().forEach(f -> letters.append(ORDER.charAt(f)));
    boolean plain = end == pattern.length() && WHOLE.contains(letters.toString());
    this.fields = java.util.Arrays.copyOf(read, plain ? count : 0);
  }

  /** Milliseconds since 1970, the time taken as UTC, or {@link #UNREAD}. */
  long millis(byte[] text, int length) {
    int at = 0;
    for (int part = 0; part < fields.length; part++) {
      int value = 0;
      int start = at;
      while (at < length && at - start < most[part] && text[at] >= '0' && text[at] <= '9') {
        value = 10 * value + text[at++] - '0';
      }
      if (at - start < least[part]) {
        return UNREAD;
      }
      values[fields[part]] = value;
      if (separators[part] >= 0 && (at == length || text[at++] != separators[part])) {
        return UNREAD;
      }
    }
    return fields.length == 0 || at < length ? UNREAD : millis();
  }

  private long millis() {
    int year = values[0];
    int month = values[1];
    int day = values[2];
    if (values[3] > 23 || values[4] > 59 || values[5] > 59) {
      return UNREAD;
    }
    int date = 10_000 * year + 100 * month + day;
    if (date != lastDate) {
      if (month < 1 || month > 12 || day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
        return UNREAD;
      }
      lastDayMillis = LocalDate.of(year, month, day).toEpochDay() * DAY_MILLIS;
      lastDate = date;
    }
    return lastDayMillis + 1000L * (3600 * values[3] + 60 * values[4] + values[5]);
  }
}
