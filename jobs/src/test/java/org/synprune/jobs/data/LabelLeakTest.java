package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;

/**
 * The label of a window is its target at the row after it: no feature of the window's last row may
 * be that number under another name.
 */
class LabelLeakTest {

  /** What a copy of the label correlates with it, rounding left aside. */
  private static final double A_COPY = 0.999_999;

  @TempDir private Path temp;

  private Series generated(String dataset, int rows, Protocol protocol) throws IOException {
    Fixture fixture = new Fixture(temp).lookback(60);
    Generator generator = Generator.of(dataset).rows(rows);
    generator.to(temp.resolve(generator.fileName()));
    return fixture.series(RealData.builtIn(dataset), protocol);
  }

  /** Names of the features that hold the label, over all train windows. */
  private static List<String> leaks(Series series) {
    int[] targets = Windows.of(series, 1).train();
    List<String> leaks = new ArrayList<>();
    for (int feature = 0; feature < series.width(); feature++) {
      if (Math.abs(correlation(series, targets, feature)) > A_COPY) {
        leaks.add(series.info().features().get(feature));
      }
    }
    return leaks;
  }

  private static double correlation(Series series, int[] targets, int feature) {
    double n = targets.length;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double syy = 0;
    double sxy = 0;
    for (int t : targets) {
      double x = series.features()[(t - 1) * series.width() + feature];
      double y = series.target()[t];
      sx += x;
      sy += y;
      sxx += x * x;
      syy += y * y;
      sxy += x * y;
    }
    double spread = (sxx - sx * sx / n) * (syy - sy * sy / n);
    return spread > 0 ? (sxy - sx * sy / n) / Math.sqrt(spread) : 0;
  }

  @ParameterizedTest
  @CsvSource({
    "bitcoin, 399",
    "sp500, 1259",
    "air-quality, 1000",
    "power, 60000",
    "power-minute, 5000"
  })
  void strictFeaturesNeverHoldTheLabel(String dataset, int rows) throws IOException {
    assertThat(leaks(generated(dataset, rows, Protocol.STRICT))).isEmpty();
  }

  @Test
  void thePapersLeadFeatureIsTheLabelItself() throws IOException {
    assertThat(leaks(generated("sp500", 1259, Protocol.PAPER))).containsExactly("close_lead_1");
  }

  @Test
  void holdsOnTheRealFilesToo() {
    Path data = RealData.folder();
    for (String dataset : List.of("bitcoin", "sp500", "air-quality", "power")) {
      assertThat(leaks(real(data, dataset, Protocol.STRICT))).as(dataset).isEmpty();
    }
    assertThat(leaks(real(data, "sp500", Protocol.PAPER))).containsExactly("close_lead_1");
  }

  private Series real(Path data, String dataset, Protocol protocol) {
    PreparedSeries prepared =
        Prepare.in(LocalSpark.get())
            .dataset(RealData.builtIn(dataset))
            .protocol(protocol)
            .from(data)
            .into(temp)
            .run();
    return SeriesStore.read(LocalSpark.get(), prepared.folder());
  }
}
