package org.synprune.jobs.data.guess;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.TimeText;
import org.synprune.jobs.data.text.UsualStep;

/**
 * How far rows are apart.
 *
 * @param resolution as a data set's file has it
 * @param season rows of a season where the resolution doesn't say it, 0 if it does
 * @param nearest whether times are some seconds off their steps
 * @param repeated whether two rows have one time
 * @param sure whether nearly all rows are that far apart
 */
record StepGuess(String resolution, int season, boolean nearest, boolean repeated, boolean sure) {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int TRADING_WEEK = 5;
  private static final double MOST = 0.5;
  private static final double NEARLY_ALL = 0.9;

  /** Looks at the times of the first rows; none if rows have to be counted. */
  static StepGuess of(List<Long> times) {
    if (times.size() < 3) {
      return new StepGuess("irregular", 0, false, false, false);
    }
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    List<Long> distances = new ArrayList<>();
    boolean repeated = false;
    for (int i = 1; i < sorted.size(); i++) {
      long distance = sorted.get(i) - sorted.get(i - 1);
      repeated |= distance == 0;
      if (distance > 0) {
        distances.add(distance);
      }
    }
    if (distances.isEmpty()) {
      return new StepGuess("irregular", 0, false, repeated, false);
    }
    return of(sorted, distances, repeated);
  }

  private static StepGuess of(List<Long> times, List<Long> distances, boolean repeated) {
    for (int months : new int[] {1, 3, 12}) {
      if (share(distances, 27.5 * months, 31.5 * months) > NEARLY_ALL
          || (months == 12 && share(distances, 364.5, 366.5) > NEARLY_ALL)) {
        return new StepGuess(months == 12 ? "1y" : months + "M", 0, false, repeated, true);
      }
    }
    long usual = usual(distances, 0);
    double share = share(distances, usual);
    if (usual == DAY && tradingDays(times)) {
      return new StepGuess("irregular", TRADING_WEEK, false, repeated, true);
    }
    if (share > MOST && UsualStep.step(usual).isPresent()) {
      boolean between = times.stream().anyMatch(time -> new Grid(usual).isOff(time, times.get(0)));
      return new StepGuess(
          UsualStep.written(usual), 0, between, repeated, share > NEARLY_ALL && !between);
    }
    long rounded = usual(distances, Duration.ofMinutes(1).toMillis());
    if (UsualStep.step(rounded).isPresent() && roundedShare(distances, rounded) > MOST) {
      return new StepGuess(UsualStep.written(rounded), 0, true, repeated, false);
    }
    return new StepGuess("irregular", 0, false, repeated, false);
  }

  /** Steps from a time on. */
  private record Grid(long step) {
    boolean isOff(long time, long from) {
      return (time - from) % step != 0 && DAY % step == 0;
    }
  }

  private static boolean tradingDays(List<Long> times) {
    return times.stream()
        .map(time -> TimeText.local(time).getDayOfWeek())
        .noneMatch(day -> day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY);
  }

  private static double share(List<Long> distances, double fromDays, double toDays) {
    return (double) distances.stream().filter(d -> d >= fromDays * DAY && d <= toDays * DAY).count()
        / distances.size();
  }

  private static double share(List<Long> distances, long distance) {
    return (double) distances.stream().filter(d -> d == distance).count() / distances.size();
  }

  private static double roundedShare(List<Long> distances, long distance) {
    long unit = Duration.ofMinutes(1).toMillis();
    return (double) distances.stream().filter(d -> rounded(d, unit) == distance).count()
        / distances.size();
  }

  private static long rounded(long distance, long unit) {
    return unit == 0 ? distance : (distance + unit / 2) / unit * unit;
  }

  /** The commonest distance; of equal ones the shortest. */
  private static long usual(List<Long> distances, long unit) {
    Map<Long, Integer> counts = new HashMap<>();
    distances.forEach(distance -> counts.merge(rounded(distance, unit), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Long, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Collections.reverseOrder())))
        .orElseThrow()
        .getKey();
  }

  /** Rows of a season, 0 if there is no usual one. */
  int seasonRows() {
    return season > 0 ? season : Resolution.of(resolution).season();
  }

  /** Rows back that are told beside the window. */
  List<Integer> lags(int rows) {
    int usual = seasonRows();
    List<Integer> lags = new ArrayList<>();
    boolean hours = resolution.matches(".*[hms]") && usual > 0;
    for (int lag : hours ? new int[] {usual, 7 * usual} : new int[] {usual}) {
      // Of a day of seconds the window before is too long.
      if (lag > 1 && 10L * lag < rows && lag <= 2000) {
        lags.add(lag);
      }
    }
    return lags;
  }

  /** Numbers of the calendar that tell rows apart. */
  List<String> calendar() {
    if (season == TRADING_WEEK) {
      return List.of("day-of-week", "month");
    }
    Resolution step = Resolution.of(resolution);
    if (!step.regular()) {
      return List.of();
    }
    return resolution.matches(".*[hms]")
        ? List.of("day-sin", "day-cos", "day-of-week", "is-weekend")
        : resolution.equals("1d")
            ? List.of("day-of-week", "month")
            : resolution.matches(".*y") ? List.of() : List.of("month");
  }
}
