package org.synprune.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.bench.StoresBenchmark.Requests;
import org.synprune.bench.StoresBenchmark.Run;
import org.synprune.bench.figure.Figure;
import picocli.CommandLine;

class StoresBenchmarkTest {

  private static final Requests NONE = new Requests(0, 0);

  private static StoreOptions options(String... args) {
    return CommandLine.populateCommand(new StoreOptions(), args);
  }

  @Test
  void eachStoreIsSetBesideTheLocalFolder() {
    StoresBenchmark benchmark = new StoresBenchmark(options("--planned", "2000"));
    List<Figure> figures =
        benchmark.figures(
            Map.of(
                "local", List.of(new Run(40, 80, 2, 1, 3, NONE)),
                "hdfs", List.of(new Run(10, 40, 4, 1, 9, NONE))));

    assertThat(figures)
        .extracting(Figure::what, figure -> figure.ratio().median(), Figure::numerator)
        .containsExactly(
            tuple("commits by one writer, hdfs / local", 0.25, 10.),
            tuple("commits by 8 writers, hdfs / local", 0.5, 40.),
            tuple("time to resume 1,000 units, hdfs / local", 2., 4.),
            tuple("time to plan 2,000 trials, hdfs / local", 1., 1.),
            tuple("time to skip 2,000 trials, hdfs / local", 3., 9.));
  }

  @Test
  void aStoreOfOnesOwnTakesThePlaceOfStandIns() {
    assertThat(options().standIns()).hasSize(2);
    StoreOptions own = options("--store", "hdfs=hdfs://host/tmp", "--hadoop-conf", "/etc/hadoop");
    assertThat(own.standIns()).isEmpty();
    assertThat(own.fault()).isEmpty();
    assertThat(own.places())
        .singleElement()
        .satisfies(
            place -> {
              assertThat(place.name()).isEqualTo("hdfs");
              assertThat(place.classPath()).startsWith("/etc/hadoop:");
              assertThat(place.newFolder())
                  .startsWith("hdfs://host/tmp/synprune-bench-")
                  .isNotEqualTo(place.newFolder());
            });
    assertThat(options("--store", "local=hdfs://host/tmp").fault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("'local'"));
    assertThat(options("--units", "0").fault()).isPresent();
  }
}
