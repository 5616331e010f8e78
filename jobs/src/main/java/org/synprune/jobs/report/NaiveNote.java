package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Place;

/**
 * Says how many cells beat the forecasts that cost nothing, which a table of errors alone doesn't
 * show.
 */
public final class NaiveNote {

  private NaiveNote() {}

  /**
   * Prints the comparison.
   *
   * @param summary what a sweep found
   * @param naive the errors of forecasts that cost nothing, for each data set, lookback and horizon
   * @return lines of text of at most {@link TextTable#WIDTH} characters
   */
  public static String render(Summary summary, List<NaiveForecast> naive) {
    StringBuilder text = new StringBuilder();
    for (Kind kind : kinds(naive)) {
      List<String> errors = new ArrayList<>();
      for (NaiveForecast one : naive) {
        Double mae = kind.mae(one);
        if (mae != null) {
          String steps = one.horizon() == 1 ? "" : " at horizon " + one.horizon();
          errors.add(
              String.format(
                  Locale.ROOT, "%s/%d%s %.4g", one.dataset(), one.lookback(), steps, mae));
        }
      }
      text.append(text.length() == 0 ? "" : " ")
          .append(Character.toUpperCase(kind.words.charAt(0)))
          .append(kind.words.substring(1))
          .append(" has MAE ")
          .append(String.join(", ", errors))
          .append(". ")
          .append(count(summary, naive, kind));
    }
    return Prose.paragraph(text.toString());
  }

  /** A forecast that costs nothing. */
  enum Kind {
    /** The last known value. */
    NAIVE("naive", "the naive forecast (the last known value)"),
    /** The value one season before. */
    SEASONAL("season", "the seasonal naive forecast (the value one season before)"),
    /** Ridge regression. */
    RIDGE("ridge", "ridge regression on the window");

    /** The head of its column. */
    final String column;

    /** What it is, within a sentence. */
    final String words;

    Kind(String column, String words) {
      this.column = column;
      this.words = words;
    }

    /** Its error; null if it wasn't measured. */
    @Nullable Double mae(NaiveForecast one) {
      return switch (this) {
        case NAIVE -> one.mae();
        case SEASONAL -> one.seasonal();
        case RIDGE -> one.ridge();
      };
    }
  }

  /** Returns the kinds that were measured somewhere. */
  static List<Kind> kinds(List<NaiveForecast> naive) {
    return Stream.of(Kind.values())
        .filter(kind -> kind == Kind.NAIVE || naive.stream().anyMatch(one -> kind.mae(one) != null))
        .toList();
  }

  /** Returns how many cells beat a forecast, as a sentence. */
  static String count(Summary summary, List<NaiveForecast> naive, Kind kind) {
    int cells = 0;
    int beaten = 0;
    for (Cell cell : summary.cells()) {
      Double rival = of(naive, cell.place()).map(kind::mae).orElse(null);
      if (rival != null) {
        cells++;
        beaten += cell.mean() < rival ? 1 : 0;
      }
    }
    return beaten + " of " + cells + " cells beat it on average.";
  }

  /** Returns the naive forecast's error at a place; empty if it is unknown. */
  static Optional<NaiveForecast> of(List<NaiveForecast> naive, Place place) {
    return naive.stream()
        .filter(
            one ->
                one.dataset().equals(place.dataset())
                    && one.lookback() == place.lookback()
                    && one.horizon() == place.horizon())
        .findFirst();
  }
}
