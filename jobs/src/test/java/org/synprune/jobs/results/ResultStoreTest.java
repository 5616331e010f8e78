package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;

class ResultStoreTest {

  private record Line(String text) {}

  private static final Table<Line> LINES =
      Table.<Line>named("lines", "test").text("text", "text", "a line", Line::text).build();

  private static final Table<Line> BROKEN =
      Table.<Line>named("lines", "test")
          .text("text", "text", "a line", ResultStoreTest::shortened)
          .build();

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path root;

  private static String shortened(Line line) {
    return line.text().substring(3);
  }

  private ResultStore store() {
    return new ResultStore(root, "test");
  }

  private List<String> read() {
    return spark
        .read()
        .parquet(store().readable("lines"))
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileIsReplacedWholeAndNothingElseIsLeft() throws IOException {
    store().write(LINES, "a", List.of(new Line("one"), new Line("two")));
    store().write(LINES, "b", List.of(new Line("three")));
    store().write(LINES, "a", List.of(new Line("four"), new Line("größer")));
    assertThat(read()).containsExactly("four", "größer", "three");
    assertThat(files()).containsExactly("lines/run=test/a.parquet", "lines/run=test/b.parquet");
  }

  @Test
  void aChecksumOfTheFileThatWasThereBeforeDoesNotSpoilTheNewOne() throws IOException {
    spark
        .createDataset(List.of("old"), Encoders.STRING())
        .toDF("text")
        .coalesce(1)
        .write()
        .parquet(root.resolve("spark").toString());
    Path folder = Files.createDirectories(root.resolve("lines").resolve("run=test"));
    try (Stream<Path> written = Files.list(root.resolve("spark"))) {
      for (Path file : written.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".parquet")) {
          Files.copy(file, folder.resolve("a.parquet"));
        } else if (name.endsWith(".parquet.crc")) {
          Files.copy(file, folder.resolve(".a.parquet.crc"));
        }
      }
    }
    assertThat(read()).containsExactly("old");
    assertThat(folder.resolve(".a.parquet.crc")).exists();

    store().write(LINES, "a", List.of(new Line("new")));
    assertThat(read()).containsExactly("new");
  }

  @Test
  void aRowThatCannotBeWrittenLeavesWhatWasThere() throws IOException {
    store().write(LINES, "a", List.of(new Line("one")));
    assertThatThrownBy(() -> store().write(BROKEN, "a", List.of(new Line("longer"), new Line("x"))))
        .isInstanceOf(StringIndexOutOfBoundsException.class);
    assertThat(read()).containsExactly("one");
    assertThat(files()).contains("lines/run=test/a.parquet");
    store().removeLeftovers();
    assertThat(files()).containsExactly("lines/run=test/a.parquet");
  }
}
