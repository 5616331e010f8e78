package org.synprune.jobs.data.guess;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
 */
record TimeGuess(List<Integer> columns, String pattern, List<String> others, List<Long> times) {

  private static final int TRIED = 60;
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
    return new TimeGuess(List.of(), TimeText.ISO, List.of(), List.of());
  }

  /** Year, month and day in columns of their own. */
  private static Optional<TimeGuess> parts(FormGuess file) {
    List<String> names = file.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    for (int i = 0; i < PARTS.size(); i++) {
      List<Integer> at = PARTS.get(i).stream().map(names::indexOf).toList();
      if (!at.contains(-1)) {
        List<Long> times = times(file, at, PART_PATTERNS.get(i));
        if (!times.isEmpty()) {
          return Optional.of(new TimeGuess(at, PART_PATTERNS.get(i), List.of(), times));
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
      return Optional.of(new TimeGuess(at, TimeText.ISO, List.of(), typed));
    }
    List<String> texts = sample(file, at);
    boolean numbers = texts.stream().allMatch(text -> text.matches("-?[0-9]+([.][0-9]+)?"));
    boolean longNumbers = texts.stream().allMatch(text -> text.matches("[0-9]{8,19}([.][0-9]+)?"));
    if (texts.isEmpty() || (numbers && !named && !longNumbers)) {
      return Optional.empty();
    }
    List<String> patterns = new ArrayList<>(TimeForms.reading(texts));
    patterns.removeIf(pattern -> times(file, at, pattern).isEmpty());
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    // Where day and month can't be told apart, the right one leaves rows in order.
    String best =
        patterns.stream()
            .min(Comparator.comparingLong(pattern -> disorder(times(file, at, pattern))))
            .orElseThrow();
    List<Long> times = times(file, at, best);
    List<String> others =
        patterns.stream()
            .filter(pattern -> !times(file, at, pattern).equals(times))
            .filter(pattern -> disorder(times(file, at, pattern)) == disorder(times))
            .toList();
    return Optional.of(new TimeGuess(at, best, others, times));
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

  /** How often the rows turn round, and how many distances there are between them. */
  private static long disorder(List<Long> times) {
    long turns = 0;
    long direction = 0;
    java.util.Set<Long> distances = new java.util.HashSet<>();
    for (int i = 1; i < times.size(); i++) {
      long distance = times.get(i) - times.get(i - 1);
      distances.add(Math.abs(distance));
      if (distance != 0 && Long.signum(distance) != direction) {
        turns += direction == 0 ? 0 : 1;
        direction = Long.signum(distance);
      }
    }
    return 1000 * turns + distances.size();
  }
}
