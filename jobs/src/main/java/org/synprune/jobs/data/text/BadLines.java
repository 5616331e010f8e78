package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeText;
import org.synprune.jobs.storage.StorageFailure;

/**
 * Finds the line to name in an error, by reading the files again from their start. Executors only
 * say that something is wrong, so that good files are read without counting lines.
 *
 * @param rows how the files are read
 */
public record BadLines(RawRows rows) {

  /** Lines below a bad one that are looked at to tell a footer from a bad row. */
  private static final int LOOKED_AT = 200;

  /** Lines that may stand above the rows. */
  private static final int ABOVE = 5;

  private static final int COLUMNS_SHOWN = 40;

  /**
   * What was found.
   *
   * @param error names the line, its column and what was expected
   * @param openQuote whether a quote isn't closed on the line, which several lines may do together
   */
  public record Found(BadInputException error, boolean openQuote) {}

  /**
   * Finds the first line that can't be read.
   *
   * @return the line
   */
  public Found firstBad() {
    try (RowSource all = rows.inOrder()) {
      while (all.hasNext()) {
        RowSource.Located one = all.next();
        if (one.line() instanceof LineTyper.Bad bad) {
          BadInputException error = error(one, bad, all);
          return new Found(error, error.getMessage().endsWith(LineTyper.OPEN_QUOTE));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
    throw new BadInputException(
        rows.file().where() + ": some line can't be read, expected lines like the first ones");
  }

  private BadInputException unreadable(Exception e) {
    return new BadInputException(
        rows.file().where() + ": can't be read: " + StorageFailure.sentence(e), e);
  }

  private BadInputException error(RowSource.Located one, LineTyper.Bad bad, RowSource rest) {
    String problem = bad.problem();
    return new BadInputException(
        place(one) + columns(bad.column()) + problem + around(one, problem, rest));
  }

  private static String columns(String column) {
    return column.isEmpty() ? ": " : ", column '" + column + "': ";
  }

  private static String place(RowSource.Located one) {
    return one.part().path() + ", line " + one.number();
  }

  /** Whether it is one of the lines above or below the rows, rather than a row. */
  private String around(RowSource.Located one, String problem, RowSource rest) {
    if (problem.contains("; ") || problem.equals(LineTyper.OPEN_QUOTE)) {
      return "";
    }
    boolean above = one.number() <= ABOVE && rows.file().source().layout().names().isEmpty();
    int unread = 1;
    for (int looked = 0; rest.hasNext() && looked < LOOKED_AT; looked++) {
      RowSource.Located next = rest.next();
      if (next.line() instanceof LineTyper.Typed) {
        return above && looked <= ABOVE
            ? "; the rows begin at line "
                + next.number()
                + ": skip = "
                + (next.number() - 1)
                + " passes over what is above, 'names' names the columns"
            : "";
      }
      unread += next.line() instanceof LineTyper.Skipped ? 0 : 1;
    }
    return above || rest.hasNext()
        ? ""
        : "; no row follows: footer = " + unread + " passes over the last lines";
  }

  /**
   * Finds the second line of one time.
   *
   * @param millis the time, in milliseconds since 1970
   * @return an error that names both lines
   */
  public BadInputException duplicate(long millis) {
    try (RowSource all = rows.inOrder()) {
      Map<String, RowSource.Located> first = new HashMap<>();
      while (all.hasNext()) {
        RowSource.Located one = all.next();
        if (one.line() instanceof LineTyper.Typed typed && typed.millis() == millis) {
          RowSource.Located other = first.putIfAbsent(series(one), one);
          if (other != null) {
            return duplicate(other, one, typed);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
    return new BadInputException(
        rows.file().where()
            + ": the time "
            + TimeText.local(millis)
            + " is in two lines, expected each step of "
            + rows.file().source().step().text()
            + " once");
  }

  /** The series of a row, of several below each other that become columns. */
  private String series(RowSource.Located one) {
    Layout.Pivot pivot = rows.file().source().layout().pivot();
    return pivot == null ? "" : one.texts(List.of(pivot.names()));
  }

  private BadInputException duplicate(
      RowSource.Located first, RowSource.Located one, LineTyper.Typed typed) {
    Source source = rows.file().source();
    List<String> time = source.format().timeColumns();
    return new BadInputException(
        place(one)
            + columns(String.join("' and '", time))
            + "the time "
            + TimeText.local(typed.millis())
            + (typed.moved() ? " (written '" + one.texts(time) + "')" : "")
            + " is in line "
            + first.number()
            + (first.part().equals(one.part()) ? "" : " of " + first.part().path().name())
            + " already, expected each step of "
            + source.step().text()
            + " once"
            + key(first, one, typed));
  }

  /** The key that would read both lines. */
  private String key(RowSource.Located first, RowSource.Located one, LineTyper.Typed typed) {
    Optional<String> series = other(first, one);
    if (series.isPresent()) {
      String text = one.texts(List.of(series.get()));
      return "; where { \""
          + series.get()
          + "\" = \""
          + text
          + "\" } chooses the rows of one series, 'pivot' makes columns of all";
    }
    return typed.moved() || (first.line() instanceof LineTyper.Typed row && row.moved())
        ? "; time.snap = nearest takes a time to the nearest step,"
            + " time.duplicates = mean (first, last) makes one row of two"
        : "; time.duplicates = mean (first, last) makes one row of two";
  }

  /** A column of texts, beside those that are read, in which two rows differ. */
  private Optional<String> other(RowSource.Located first, RowSource.Located one) {
    List<String> used = new ArrayList<>(rows.file().source().format().timeColumns());
    used.addAll(rows.dataset().columns());
    Layout layout = rows.file().source().layout();
    used.addAll(layout.where().keySet());
    if (layout.pivot() != null) {
      return Optional.empty();
    }
    List<String> header = one.part().header();
    for (String column : header.subList(0, Math.min(COLUMNS_SHOWN, header.size()))) {
      List<String> own = List.of(column);
      if (!used.contains(column)
          && first.part().header().contains(column)
          && !first.texts(own).equals(one.texts(own))
          && !one.texts(own).matches("[-+0-9.,eE ]*[.,][-+0-9.,eE ]*")) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }
}
