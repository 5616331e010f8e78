package org.synprune.jobs.data.guess;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.synprune.jobs.data.conf.TimeForms;
import org.synprune.jobs.data.conf.TimeText;
import org.synprune.jobs.data.text.RawSample;

/**
 * Which columns hold the time, and how it is written.
 *
 * @param columns positions of the columns; none if rows have to be counted
 * @param pattern how their joined texts are written
 * @param others other patterns that read them, too
 * @param times the times of the rows, in their order, milliseconds since 1970
 * @param named whether the columns are called so; else their numbers only look like times
 */
record TimeGuess(
    List<Integer> columns, String pattern, List<String> others, List<Long> times, boolean named) {

  private static final int TRIED = 60;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2100;
  private static final String NAMES =
      ".*(date|time|datum|fecha|tag|day|month|year|period|hour|zeit|week|quarter).*|ds|t|dt|ts";

  private static final List<List<String>> PARTS =
      List.of(
          List.of("year", "month", "day", "hour"),
          List.of("year", "month", "day"),
          List.of("yyyy", "mm", "dd"),
          List.of("year", "mon"),
          List.of("year", "month"));

  private static final List<String> PART_PATTERNS =
      List.of("yyyy M d H", "yyyy M d", "yyyy M d", "yyyy M", "yyyy M");

  TimeGuess {
    columns = List.copyOf(columns);
    others = List.copyOf(others);
    times = List.copyOf(times);
  }

  static TimeGuess of(FormGuess file) {
    Optional<TimeGuess> parts = parts(file);
    if (parts.isPresent()) {
      return parts.get();
    }
    List<Integer> order = new ArrayList<>();
    for (int at = 0; at < file.names().size(); at++) {
      order.add(at);
    }
    order.sort(
        Comparator.comparing(at -> !file.names().get(at).toLowerCase(Locale.ROOT).matches(NAMES)));
    for (int at : order) {
      boolean named = file.names().get(at).toLowerCase(Locale.ROOT).matches(NAMES);
      Optional<TimeGuess> joined = joined(file, at);
      Optional<TimeGuess> one = joined.isPresent() ? joined : of(file, List.of(at), named);
      if (one.isPresent()) {
        return one.get();
      }
    }
    return new TimeGuess(List.of(), TimeText.ISO, List.of(), List.of(), true);
  }

  /** Year, month and day in columns of their own. */
  private static Optional<TimeGuess> parts(FormGuess file) {
    List<String> names = file.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    for (int i = 0; i < PARTS.size(); i++) {
      List<Integer> at = PARTS.get(i).stream().map(names::indexOf).toList();
      if (!at.contains(-1)) {
        List<Long> times = times(file, at, PART_PATTERNS.get(i));
        if (!times.isEmpty()) {
          return Optional.of(new TimeGuess(at, PART_PATTERNS.get(i), List.of(), times, true));
        }
      }
    }
    return Optional.empty();
  }

  /** A date, and a time of the day in the next column. */
  private static Optional<TimeGuess> joined(FormGuess file, int at) {
    int next = at + 1;
    if (next >= file.names().size() || file.rows().isEmpty()) {
      return Optional.empty();
    }
    boolean times =
        file.rows().stream()
            .limit(TRIED)
            .allMatch(
                row ->
                    row.text(next).matches("[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?( ?[AaPp][Mm])?"));
    boolean dates =
        file.rows().stream().limit(TRIED).noneMatch(row -> row.text(at).matches(".*[0-9]:[0-9].*"));
    return times && dates ? of(file, List.of(at, next), true) : Optional.empty();
  }

  private static Optional<TimeGuess> of(FormGuess file, List<Integer> at, boolean named) {
    List<Long> typed = at.size() == 1 ? typed(file, at.get(0)) : List.of();
    if (!typed.isEmpty()) {
      return Optional.of(new TimeGuess(at, TimeText.ISO, List.of(), typed, true));
    }
    List<String> texts = sample(file, at);
    boolean numbers = texts.stream().allMatch(text -> text.matches("-?[0-9]+([.][0-9]+)?"));
    boolean longNumbers =
        texts.stream().allMatch(text -> text.matches("[0-9]{8}|[0-9]{10,19}([.][0-9]+)?"));
    if (texts.isEmpty() || (numbers && !named && !longNumbers)) {
      return Optional.empty();
    }
    List<String> patterns = new ArrayList<>(TimeForms.reading(texts));
    patterns.removeIf(pattern -> times(file, at, pattern).isEmpty());
    if (!named && numbers) {
      // Large numbers of any kind are seconds since 1970, too, but seldom in order.
      patterns.removeIf(pattern -> !areLikely(times(file, at, pattern)));
    }
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    // Where day and month can't be told apart, the right one leaves rows in order, and few gaps.
    String best =
        patterns.stream()
            .min(Comparator.comparingDouble(pattern -> disorder(times(file, at, pattern))))
            .orElseThrow();
    List<Long> times = times(file, at, best);
    List<String> others =
        patterns.stream()
            .filter(pattern -> !times(file, at, pattern).equals(times))
            .filter(pattern -> turns(times(file, at, pattern)) == turns(times))
            .toList();
    return Optional.of(new TimeGuess(at, best, others, times, named || !numbers));
  }

  private static List<String> sample(FormGuess file, List<Integer> at) {
    List<RawSample.Row> rows = file.rows();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i += Math.max(1, rows.size() / TRIED)) {
      texts.add(text(rows.get(i), at));
    }
    return texts.stream().distinct().toList();
  }

  private static String text(RawSample.Row row, List<Integer> at) {
    return String.join(" ", at.stream().map(row::text).toList());
  }

  private static List<Long> typed(FormGuess file, int at) {
    List<Long> times = new ArrayList<>();
    for (RawSample.Row row : file.rows()) {
      Object cell = at < row.cells().size() ? row.cells().get(at) : null;
      if (cell instanceof LocalDateTime time) {
        times.add(time.toInstant(ZoneOffset.UTC).toEpochMilli());
      } else if (cell instanceof Instant time) {
        times.add(time.toEpochMilli());
      } else {
        return List.of();
      }
    }
    return times;
  }

  /** The times of all rows, none if one of them can't be read. */
  private static List<Long> times(FormGuess file, List<Integer> at, String pattern) {
    TimeText reader = new TimeText(pattern);
    List<Long> times = new ArrayList<>();
    for (RawSample.Row row : file.rows()) {
      var millis = reader.millis(text(row, at));
      if (millis.isEmpty()) {
        return List.of();
      }
      times.add(millis.getAsLong());
    }
    return times;
  }

  /** How often the rows turn round; of as many turns, how many steps have no row. */
  private static double disorder(List<Long> times) {
    long span = 0;
    Map<Long, Integer> distances = new HashMap<>();
    for (int i = 1; i < times.size(); i++) {
      long distance = Math.abs(times.get(i) - times.get(i - 1));
      span += distance;
      distances.merge(distance, 1, Integer::sum);
    }
    distances.remove(0L);
    long usual =
        distances.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(1L);
    double steps = Math.max(1, (double) span / usual);
    return turns(times) + 1 - Math.min(1, times.size() / steps);
  }

  /** How often rows go on in the other direction of time. */
  private static long turns(List<Long> times) {
    long turns = 0;
    int direction = 0;
    for (int i = 1; i < times.size(); i++) {
      int own = Long.compare(times.get(i), times.get(i - 1));
      if (own != 0 && own != direction) {
        turns += direction == 0 ? 0 : 1;
        direction = own;
      }
    }
    return turns;
  }

  private static boolean areLikely(List<Long> times) {
    return turns(times) == 0
        && times.stream()
            .mapToInt(time -> TimeText.local(time).getYear())
            .allMatch(TimeGuess::near);
  }

  private static boolean near(int year) {
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  }
}
