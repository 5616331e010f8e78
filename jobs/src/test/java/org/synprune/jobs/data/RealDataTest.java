package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** The shapes of the paper's Table 1 and the counts known of the published files. */
class RealDataTest {

  @TempDir Path temp;

  private PreparedSeries prepare(String name, Protocol protocol, Path from) {
    PreparedSeries made =
        Prepare.in(LocalSpark.get())
            .dataset(RealData.builtIn(name))
            .protocol(protocol)
            .from(from)
            .into(temp.resolve("series"))
            .run();
    System.out.println(
        name
            + " "
            + protocol.id()
            + ": "
            + made.shape()
            + ", features "
            + made.info().features().size()
            + ", input rows "
            + made.inputRows()
            + ", blank "
            + made.blankRows()
            + ", missing "
            + made.missing()
            + ", "
            + made.info().trainEnd()
            + "/"
            + made.info().validationEnd()
            + ", "
            + made.source());
    return made;
  }

  @Test
  void bitcoin() {
    PreparedSeries made = prepare("bitcoin", Protocol.PAPER, RealData.folder());
    assertThat(made.shape()).isEqualTo("365 x 7");
    assertThat(made.inputRows()).isEqualTo(399);
    assertThat(made.missingValues()).isZero();
    Series series = SeriesStore.read(LocalSpark.get(), made.folder());
    // The newest day stands first in the file and last in the series.
    assertThat(series.rawTarget()[364]).isEqualTo(119849.7057203147);
    prepare("bitcoin", Protocol.STRICT, RealData.folder());
  }

  @Test
  void sp500() {
    PreparedSeries made = prepare("sp500", Protocol.PAPER, RealData.folder());
    assertThat(made.shape()).isEqualTo("1259 x 20");
    assertThat(made.missingValues()).isZero();
    Series series = SeriesStore.read(LocalSpark.get(), made.folder());
    assertThat(series.width()).isEqualTo(19);
    assertThat(series.rawTarget()[0]).isEqualTo(67.8542);
    PreparedSeries strict = prepare("sp500", Protocol.STRICT, RealData.folder());
    assertThat(strict.info().features()).noneMatch(f -> f.contains("lead")).contains("close");
    assertThat(strict.info().trainEnd()).isEqualTo(805);
    assertThat(strict.info().validationEnd()).isEqualTo(1007);
  }

  @Test
  void airQuality() {
    PreparedSeries made = prepare("air-quality", Protocol.PAPER, RealData.folder());
    assertThat(made.shape()).isEqualTo("9446 x 313");
    assertThat(made.inputRows()).isEqualTo(9357);
    assertThat(made.blankRows()).isEqualTo(114);
    assertThat(made.missing())
        .containsAllEntriesOf(
            Map.of(
                "CO(GT)",
                1683L,
                "NMHC(GT)",
                8443L,
                "NOx(GT)",
                1639L,
                "NO2(GT)",
                1642L,
                "T",
                366L,
                "AH",
                366L));
    assertThat(made.missingValues()).isEqualTo(1683 + 8443 + 1639 + 1642 + 9 * 366);
    PreparedSeries strict = prepare("air-quality", Protocol.STRICT, RealData.folder());
    assertThat(strict.info().features()).noneMatch(f -> f.contains("NMHC(GT)"));
  }

  @Test
  void readyMadeHours() {
    PreparedSeries made = prepare("power", Protocol.PAPER, RealData.folder());
    assertThat(made.source()).isEqualTo("household_power_consumption_hourly_sum.csv.gz");
    assertThat(made.inputRows()).isEqualTo(34_589);
    assertThat(made.shape()).isEqualTo("34589 x 9");
    prepare("power", Protocol.STRICT, RealData.folder());
  }

  @Test
  void minutesAndTheirHoursAgreeWithTheReadyMadeHours() throws Exception {
    Path real = RealData.folder();
    Path minutes = Files.createDirectory(temp.resolve("minutes"));
    String name = "household_power_consumption_2006-12-16_2007-06-30.txt.gz";
    Files.createSymbolicLink(minutes.resolve(name), real.resolve(name));
    PreparedSeries byMinute = prepare("power-minute", Protocol.PAPER, minutes);
    assertThat(byMinute.shape()).isEqualTo("282636 x 9");
    assertThat(byMinute.missing().values()).allMatch(count -> count == 3775);
    prepare("power-minute", Protocol.STRICT, minutes);

    PreparedSeries averaged = prepare("power", Protocol.PAPER, minutes);
    assertThat(averaged.inputRows()).isEqualTo(282_636);
    assertThat(averaged.missing().values()).allMatch(count -> count == 3775);
    Series hours = SeriesStore.read(LocalSpark.get(), averaged.folder());
    PreparedSeries readyMade = prepare("power", Protocol.PAPER, real);
    Series all = SeriesStore.read(LocalSpark.get(), readyMade.folder());
    assertThat(hours.info().rows()).isEqualTo(4711);
    int compared = 0;
    for (int row = 1; row < hours.info().rows(); row++) {
      if (hours.observed()[row] && all.observed()[row]) {
        double difference = Math.abs(hours.rawTarget()[row] - all.rawTarget()[row]);
        if (difference < 1e-9) {
          compared++;
        } else {
          // An hour with a few minutes missing: its sum is too low by at most those minutes.
          assertThat(all.rawTarget()[row])
              .isLessThan(hours.rawTarget()[row])
              .isCloseTo(hours.rawTarget()[row], within(0.1 * hours.rawTarget()[row]));
        }
      }
    }
    assertThat(compared).isGreaterThan(4600);
  }
}
