package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Place;

/** Says how many cells beat the naive forecast, which a table of errors alone doesn't show. */
public final class NaiveNote {

  private NaiveNote() {}

  /**
   * Prints the comparison.
   *
   * @param summary what a sweep found
   * @param naive the naive forecast's errors, one for each data set, lookback and horizon
   * @return lines of text of at most {@link TextTable#WIDTH} characters
   */
  public static String render(Summary summary, List<NaiveForecast> naive) {
    List<String> errors = new ArrayList<>();
    for (NaiveForecast one : naive) {
      errors.add(
          String.format(
              Locale.ROOT,
              "%s/%d%s %.4g",
              one.dataset(),
              one.lookback(),
              one.horizon() == 1 ? "" : " at horizon " + one.horizon(),
              one.mae()));
    }
    return Prose.paragraph(
        "The naive forecast (the last known value) has MAE "
            + String.join(", ", errors)
            + ". "
            + count(summary, naive));
  }

  /** Returns how many cells beat the naive forecast, as a sentence. */
  static String count(Summary summary, List<NaiveForecast> naive) {
    int cells = 0;
    int beaten = 0;
    for (Cell cell : summary.cells()) {
      Optional<NaiveForecast> rival = of(naive, cell.place());
      if (rival.isPresent()) {
        cells++;
        beaten += cell.mean() < rival.get().mae() ? 1 : 0;
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
