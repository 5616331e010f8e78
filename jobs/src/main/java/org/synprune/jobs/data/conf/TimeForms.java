package org.synprune.jobs.data.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      if (texts.stream().allMatch(text -> reader.millis(text).isPresent())) {
        found.add(pattern);
      }
    }
    return found;
  }

  /**
   * A usual pattern that reads a text.
   *
   * @param text a time as it is written
   * @return the likeliest pattern, empty if there is none
   */
  public static Optional<String> reading(String text) {
    return reading(List.of(text)).stream().findFirst();
  }

  /** The patterns to try: few, as a text shows what it has. */
  private static List<String> all(String text) {
    List<String> all = new ArrayList<>();
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
