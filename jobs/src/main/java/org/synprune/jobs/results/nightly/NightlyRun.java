package org.synprune.jobs.results.nightly;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.DerivedTables;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.runs.RunRemoval;
import org.synprune.jobs.storage.Folder;

/**
 * The run of a night: {@code nightly-2026-11-22}, and {@code nightly-2026-11-22-2} for the second
 * of that date. Runs of other names are never touched.
 *
 * <p>A night is finished once it has its {@link RegressionTable}, which is written last.
 *
 * @param date the night's date
 * @param number counts the runs of that date from 1
 */
public record NightlyRun(LocalDate date, int number) implements Comparable<NightlyRun> {

  private static final Pattern NAME =
      Pattern.compile("nightly-(\\d{4}-\\d{2}-\\d{2})(?:-(\\d{1,8}))?");

  /** The name under which nightly runs lock the whole folder; no run is called so. */
  private static final String LOCK = "nightly.lock";

  /** Validates. */
  public NightlyRun {
    Objects.requireNonNull(date, "date");
    if (number < 1) {
      throw new IllegalArgumentException("number is " + number + ", expected 1 or more");
    }
  }

  /**
   * Reads a run's name.
   *
   * @param run the name of any run
   * @return the night, if the name is that of one
   */
  public static Optional<NightlyRun> parse(String run) {
    Matcher matcher = NAME.matcher(run);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      int number = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
      return Optional.of(new NightlyRun(LocalDate.parse(matcher.group(1)), number))
          .filter(night -> night.name().equals(run));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The nights that a result folder holds trials of.
   *
   * @param root the result folder
   * @return the nights, the oldest first
   */
  public static List<NightlyRun> in(Folder root) {
    return ResultStore.runs(root).stream()
        .map(NightlyRun::parse)
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  /**
   * The night to be run on a date: the last of that date if it was cut short or is broken, else the
   * next.
   *
   * @param root the result folder
   * @param date the date
   * @return the night
   */
  public static NightlyRun on(Folder root, LocalDate date) {
    return in(root).stream()
        .filter(night -> night.date().equals(date))
        .reduce((first, second) -> second)
        .map(last -> last.finished(root) ? new NightlyRun(date, last.number() + 1) : last)
        .orElse(new NightlyRun(date, 1));
  }

  /**
   * The nights to compare this one with: the last finished ones before it.
   *
   * @param root the result folder
   * @param most how many there may be
   * @return the nights, the newest first
   */
  public List<NightlyRun> before(Folder root, int most) {
    return in(root).stream()
        .filter(night -> night.compareTo(this) < 0)
        .sorted(Comparator.reverseOrder())
        .filter(night -> night.finished(root))
        .limit(most)
        .toList();
  }

  /**
   * All nights but the newest.
   *
   * @param root the result folder
   * @param kept how many of the newest to leave out
   * @return the others, the oldest first
   */
  public static List<NightlyRun> allButNewest(Folder root, int kept) {
    List<NightlyRun> all = in(root);
    return all.subList(0, Math.max(0, all.size() - kept));
  }

  /**
   * Keeps a second nightly off a result folder.
   *
   * @param root the result folder
   * @return the lock, to be closed when the night is over
   * @throws BadInputException if another nightly holds it
   */
  public static RunLock lock(Folder root) {
    try {
      return RunLock.acquire(new ResultStore(root, LOCK), "nightly");
    } catch (BadInputException e) {
      throw new BadInputException(
          "a nightly run is going on in '" + root + "', expected it to be done", e);
    }
  }

  /**
   * The name of the run.
   *
   * @return the date, and the number from the second of a date on
   */
  public String name() {
    return "nightly-" + date + (number == 1 ? "" : "-" + number);
  }

  /**
   * The results of the run.
   *
   * @param root the result folder
   * @return their store
   */
  public ResultStore store(Folder root) {
    return new ResultStore(root, name());
  }

  /**
   * Removes the run, if nobody is at work on it.
   *
   * @param root the result folder
   * @throws BadInputException if a sweep is, or the run isn't there
   */
  public void remove(Folder root) {
    RunRemoval.of(root).remove(name());
  }

  private boolean finished(Folder root) {
    return store(root).has(DerivedTables.REGRESSIONS);
  }

  @Override
  public int compareTo(NightlyRun other) {
    return Comparator.comparing(NightlyRun::date)
        .thenComparingInt(NightlyRun::number)
        .compare(this, other);
  }
}
