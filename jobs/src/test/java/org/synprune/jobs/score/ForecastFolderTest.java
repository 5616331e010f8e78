package org.synprune.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.storage.Folder;

/** Forecasts replace forecasts, and nothing else. */
class ForecastFolderTest {

  @TempDir private Path dir;

  @BeforeEach
  void folders() throws IOException {
    // Parquet of somebody else's, with the mark of success that Spark leaves everywhere.
    range(3).write().parquet(dir.resolve("in/windows").toString());
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("in"));
    Files.createSymbolicLink(dir.resolve("direct"), dir.resolve("in/windows"));
    Files.writeString(dir.resolve("file"), "text");
    Files.createDirectories(dir.resolve("empty"));
  }

  private static ForecastFolder at(Path folder) {
    return ForecastFolder.at(Folder.local(folder));
  }

  private static Dataset<Row> range(int rows) {
    return LocalSpark.get().range(rows).toDF("forecast");
  }

  private Dataset<Row> windows() {
    return LocalSpark.get().read().parquet(dir.resolve("in/windows").toString());
  }

  private Map<String, String> all() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.toList()) {
        all.put(
            dir.relativize(file).toString(),
            Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
      }
    }
    return all;
  }

  private long count(Path folder) {
    return LocalSpark.get().read().parquet(folder.toString()).count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "in/windows",
        "in",
        ".",
        "in/windows/below",
        "in/windows/../windows",
        "link/windows",
        "link",
        "link/windows/below",
        "direct",
        "file",
      })
  void theInputAndWhatIsNotOursIsNeverReplaced(String target) throws IOException {
    Map<String, String> before = all();
    assertThatThrownBy(
            () ->
                at(dir.resolve(target))
                    .write(windows(), List.of(Folder.local(dir.resolve("in/windows")))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a");
    assertThat(all()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"in/windows", "in", "direct", "link/windows"})
  void whatSparkReadsIsAnInputWithoutBeingNamed(String target) throws IOException {
    Map<String, String> before = all();
    assertThatThrownBy(() -> at(dir.resolve(target)).write(windows(), List.of()))
        .isInstanceOf(BadInputException.class);
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void parquetOfSomebodyElseIsKept() throws IOException {
    Map<String, String> before = all();
    assertThatThrownBy(() -> at(dir.resolve("in/windows")).write(range(1), List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("wasn't written by 'score'");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void earlierForecastsAreReplacedUnlessSomethingWasAdded() throws IOException {
    Path target = dir.resolve("fore[c]asts/new");
    at(target).write(range(2), List.of());
    at(target).write(range(5), List.of());
    try (Stream<Path> beside = Files.list(target.getParent())) {
      assertThat(beside).containsExactly(target);
    }
    Path read = dir.resolve("empty");
    at(read).write(range(4), List.of());
    assertThat(count(read)).isEqualTo(4);

    Files.writeString(target.resolve("notes.txt"), "mine");
    Map<String, String> before = all();
    assertThatThrownBy(() -> at(target).write(range(1), List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds 'notes.txt', which 'score' didn't write");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void aFolderBesideTheInputIsFine() {
    assertThatCode(
            () ->
                at(dir.resolve("in/windows-2"))
                    .write(windows(), List.of(Folder.local(dir.resolve("in/windows")))))
        .doesNotThrowAnyException();
  }
}
