package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** Changing every value after a row changes nothing up to that row, to the last bit. */
class StrictCanaryTest {

  @TempDir Path temp;

  private record Pair(Series before, Series after) {}

  /** Prepares a generated file, and again with every number of its newest lines changed. */
  private Pair perturbed(String dataset, int rows, int newest, Protocol protocol)
      throws IOException {
    Fixture left = new Fixture(Files.createDirectory(temp.resolve("left")));
    Fixture right = new Fixture(Files.createDirectory(temp.resolve("right")));
    Generator generator = Generator.of(dataset).rows(rows).seed(3);
    Path file = left.folder.resolve(generator.fileName());
    generator.to(file);
    List<String> lines = Files.readAllLines(file);
    boolean backwards = dataset.equals("bitcoin");
    for (int i = 1; i < lines.size(); i++) {
      int row = backwards ? rows - i : i - 1;
      if (row >= rows - newest && row < rows) {
        lines.set(i, mangled(lines.get(i), dataset));
      }
    }
    Files.write(right.folder.resolve(generator.fileName()), lines);
    DatasetConf conf = RealData.builtIn(dataset);
    return new Pair(left.series(conf, protocol), right.series(conf, protocol));
  }

  /** Every measured number of a line gets a 9 in front. */
  private static String mangled(String line, String dataset) {
    String delimiter = dataset.equals("sp500") ? "," : ";";
    int first = dataset.equals("bitcoin") ? 5 : dataset.equals("sp500") ? 1 : 2;
    String[] cells = line.split(delimiter, -1);
    for (int i = first; i < cells.length; i++) {
      if (cells[i].matches("[0-9][0-9.,]*")) {
        cells[i] = "9" + cells[i];
      }
    }
    return String.join(delimiter, cells);
  }

  @ParameterizedTest
  @CsvSource({
    "bitcoin, 399, 60, STRICT",
    "bitcoin, 399, 73, STRICT",
    "sp500, 300, 40, STRICT",
    "sp500, 300, 108, STRICT",
    "air-quality, 400, 90, STRICT",
    "power, 40000, 4000, STRICT",
    "power-minute, 3000, 700, STRICT",
    "bitcoin, 399, 73, ANCHORED",
    "sp500, 300, 108, ANCHORED",
    "air-quality, 400, 90, ANCHORED",
    "power, 40000, 4000, ANCHORED"
  })
  void theFutureLeavesThePastAlone(String dataset, int rows, int newest, Protocol protocol)
      throws IOException {
    Pair pair = perturbed(dataset, rows, newest, protocol);
    Series before = pair.before();
    Series after = pair.after();
    int n = before.info().rows();
    assertThat(after.info().rows()).isEqualTo(n);
    int known = n - newest / (dataset.equals("power") ? 60 : 1) - 2;
    assertThat(known).isGreaterThanOrEqualTo(before.info().trainEnd() - 2);
    assertThat(after.info().targetMean()).isEqualTo(before.info().targetMean());
    assertThat(after.info().targetSd()).isEqualTo(before.info().targetSd());
    assertThat(Arrays.copyOf(after.features(), known * after.width()))
        .containsExactly(Arrays.copyOf(before.features(), known * before.width()));
    assertThat(Arrays.copyOf(after.target(), known))
        .containsExactly(Arrays.copyOf(before.target(), known));
    assertThat(Arrays.copyOf(after.rawTarget(), known))
        .containsExactly(Arrays.copyOf(before.rawTarget(), known));
    assertThat(after.segment()).containsExactly(before.segment());
    assertThat(after.observed()).containsExactly(before.observed());
    // The canary can sing: the rows after did change.
    assertThat(after.rawTarget()[n - 1]).isNotEqualTo(before.rawTarget()[n - 1]);
  }

  @Test
  void thePapersProtocolDoesLetTheFutureIn() throws IOException {
    Pair pair = perturbed("sp500", 300, 40, Protocol.PAPER);
    assertThat(pair.after().info().targetMean()).isNotEqualTo(pair.before().info().targetMean());
    assertThat(Fixture.column(pair.after(), "close_lead_3")[100])
        .isNotEqualTo(Fixture.column(pair.before(), "close_lead_3")[100]);
  }
}
