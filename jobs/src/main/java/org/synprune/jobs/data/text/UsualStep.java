package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far the rows of a file are usually apart. */
public final class UsualStep {

  private static final int ROWS = 1000;
  private static final int DAYS_OF_A_WEEK = 7;
  private static final int MILLIS = 1000;

  private UsualStep() {}

  /**
   * Looks at the first rows.
   *
   * @param rows the rows
   * @return such as {@code 1d}; empty if no distance is usual
   */
  public static Optional<String> of(RawRows rows) {
    Map<Long, Integer> counts = new HashMap<>();
    int pairs = 0;
    RawRows own = RawRows.anywhere(rows.spark(), rows.dataset(), rows.file(), rows.byLines());
    try (RowSource all = own.inOrder()) {
      Long before = null;
      while (all.hasNext() && pairs < ROWS) {
        if (all.next().line() instanceof LineTyper.Typed row) {
          if (before != null && before != row.millis()) {
            counts.merge(Math.abs(row.millis() - before), 1, Integer::sum);
            pairs++;
          }
          before = row.millis();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int all = pairs;
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Long, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .filter(usual -> 2 * usual.getValue() > all)
        .map(usual -> written(usual.getKey()));
  }

  /**
   * A distance that can be the step of a data set.
   *
   * @param millis the distance
   * @return such as {@code 15m}; empty if no step is so long, such as half a second
   */
  public static Optional<String> step(long millis) {
    String text = written(millis);
    return millis > 0 && millis % MILLIS == 0 && text.matches("[1-9][0-9]{0,3}[a-z]")
        ? Optional.of(text)
        : Optional.empty();
  }

  /**
   * A distance, as a data set's file has it if it can be a step.
   *
   * @param millis the distance
   * @return such as {@code 15m}
   */
  public static String written(long millis) {
    if (millis % MILLIS != 0) {
      return millis + " ms";
    }
    Duration step = Duration.ofMillis(millis);
    if (step.toHoursPart() > 0 && step.toMinutesPart() == 0 && step.toSecondsPart() == 0) {
      return step.toHours() + "h";
    } else if (step.toMinutesPart() > 0 && step.toSecondsPart() == 0) {
      return step.toMinutes() + "m";
    } else if (step.toSecondsPart() > 0 || step.toDays() == 0) {
      return step.toSeconds() + "s";
    }
    return step.toDays() % DAYS_OF_A_WEEK == 0
        ? step.toDays() / DAYS_OF_A_WEEK + "w"
        : step.toDays() + "d";
  }
}
