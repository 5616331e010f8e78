package org.synprune.jobs.data.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The forms that times are usually written in. */
public final class TimeForms {

  private static final List<String> DATES =
      List.of(
          "yyyy-MM-dd",
          "yyyy/MM/dd",
          "yyyy.MM.dd",
          "yyyyMMdd",
          "dd.MM.yyyy",
          "d.M.yyyy",
          "d.M.yy",
          "MM/dd/yyyy",
          "dd/MM/yyyy",
          "M/d/yyyy",
          "d/M/yyyy",
          "M/d/yy",
          "d/M/yy",
          "MM-dd-yyyy",
          "dd-MM-yyyy",
          "M-d-yyyy",
          "d-M-yyyy",
          "yyyy-M-d",
          "yyyy/M/d",
          "d-MMM-yyyy",
          "d-MMM-yy",
          "d MMM yyyy",
          "d MMM yy",
          "MMM d, yyyy",
          "MMM d yyyy",
          "MMMM d, yyyy",
          "MMMM d yyyy",
          "d MMMM yyyy",
          "yyyy M d",
          "yyyy DDD");

  private static final List<String> TIMES =
      List.of(
          "HH:mm:ss",
          "HH:mm",
          "H:mm:ss",
          "H:mm",
          "HH:mm:ss.SSS",
          "HH:mm:ss.SSSSSS",
          "HH.mm.ss",
          "HH.mm",
          "h:mm:ss a",
          "h:mm a",
          "hh:mm:ssa",
          "H",
          "HHmm",
          "HHmmss");

  private static final List<String> MONTHS_AND_LONGER =
      List.of(
          "yyyy-MM",
          "yyyy/MM",
          "MM/yyyy",
          "yyyy M",
          "yyyy MMM",
          "yyyy MMMM",
          "MMM yyyy",
          "MMMM yyyy",
          "MMM-yyyy",
          "MMM-yy",
          "yyyy-MMM",
          "yyyy'M'MM",
          "yyyy-'Q'Q",
          "yyyy'Q'Q",
          "yyyy 'Q'Q",
          "'Q'Q yyyy",
          "'Q'Q-yyyy",
          "YYYY-'W'ww",
          "YYYY'W'ww",
          "YYYY-'W'ww-e",
          "yyyy");

  /** Dates and times without anything between them, by their number of digits. */
  private static final Map<Integer, String> COMPACT =
      Map.of(10, "yyyyMMddHH", 12, "yyyyMMddHHmm", 14, "yyyyMMddHHmmss");

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;

  private static final List<String> ENDS = List.of("", "XXX", " XXX", "XX", "X", "'Z'", " 'UTC'");

  private TimeForms() {}

  /**
   * The usual patterns that read some texts.
   *
   * @param texts times as they are written, at least one
   * @return the patterns that read all of them, the likeliest first; none if there is none
   */
  public static List<String> reading(List<String> texts) {
    List<String> found = new ArrayList<>();
    for (String pattern : all(texts.get(0))) {
      TimeText reader = new TimeText(pattern);
      boolean digits = COMPACT.containsValue(pattern);
      if (texts.stream().allMatch(text -> reads(reader, text, digits))) {
        found.add(pattern);
      }
    }
    if (COMPACT.values().stream().anyMatch(found::contains)) {
      found.removeIf(pattern -> pattern.startsWith("epoch"));
    }
    return found;
  }

  /** Whether a pattern reads a text; digits only may be anything, so their year must be likely. */
  private static boolean reads(TimeText reader, String text, boolean digits) {
    OptionalLong millis = reader.millis(text);
    if (millis.isEmpty() || !digits) {
      return millis.isPresent();
    }
    int year = TimeText.local(millis.getAsLong()).getYear();
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  }

  /**
   * The usual patterns that read a text as different times.
   *
   * @param text a time as it is written
   * @return the likeliest pattern first, at most two; none if there is none
   */
  public static List<String> reading(String text) {
    List<String> all = reading(List.of(text));
    if (all.isEmpty()) {
      return all;
    }
    OptionalLong first = new TimeText(all.get(0)).millis(text);
    return Stream.concat(
            Stream.of(all.get(0)),
            all.stream().filter(one -> !new TimeText(one).millis(text).equals(first)).limit(1))
        .toList();
  }

  /** The patterns to try: few, as a text shows what it has. */
  private static List<String> all(String text) {
    List<String> all = new ArrayList<>();
    String compact = COMPACT.get(text.length());
    if (compact != null && text.matches("[0-9]+")) {
      all.add(compact);
    }
    if (text.matches("-?[0-9]{9,19}([.][0-9]+)?")) {
      all.addAll(epochs(text.replaceFirst("[.].*", "").length()));
    }
    if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")) {
      all.add(TimeText.ISO);
    }
    all.addAll(MONTHS_AND_LONGER);
    boolean hasTime = text.indexOf(':') >= 0 || text.matches(".*[0-9]{2}[ T].*|.*\\d [0-9]+");
    for (String date : DATES) {
      all.add(date);
      if (hasTime) {
        for (String between : List.of(" ", "'T'", ", ", "-")) {
          for (String time : TIMES) {
            for (String end : ENDS) {
              all.add(date + between + time + end);
            }
          }
        }
      }
    }
    return all;
  }

  private static List<String> epochs(int digits) {
    int ofSeconds = 11;
    int ofMillis = 14;
    int ofMicros = 17;
    if (digits <= ofSeconds) {
      return List.of("epoch");
    }
    return List.of(
        digits <= ofMillis ? "epoch-millis" : digits <= ofMicros ? "epoch-micros" : "epoch-nanos");
  }
}
