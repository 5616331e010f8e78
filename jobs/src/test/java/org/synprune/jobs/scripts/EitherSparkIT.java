package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.spark.BuiltFor;

/**
 * A part of the quick grid by the launcher, on the build for Spark 3.5 and on this one, which is
 * for Spark 4 (the profile spark-4 has this test, the default hasn't): the same bits. The launcher
 * builds for Spark 3.5 itself.
 */
class EitherSparkIT {

  private static final int TRIALS = 2 * 2 * 4 * 2;
  private static final long LIMIT_SECONDS = 1200;
  private static final Pattern WEIGHTS =
      Pattern.compile(".*/([0-9a-f]{32})/.*(model-0000\\.params|masks\\.bin)");

  @TempDir private static Path dir;

  private static Path onThree;
  private static Path onFour;

  @BeforeAll
  static void runsTheQuickGridOnBoth() throws Exception {
    onThree = dir.resolve("3.5");
    runOnThree(onThree);
    onFour = dir.resolve("4");
    Checkout checkout = Checkout.built(Files.createDirectory(dir.resolve("checkout")));
    checkout
        .start(
            Map.of("JAVA_HOME", System.getProperty("java.home"), "SYNPRUNE_PROFILE", "spark-4"),
            "synprune",
            arguments(onFour))
        .ended(LIMIT_SECONDS)
        .fine();
  }

  private static Shell.Ended runOnThree(Path out) throws Exception {
    Map<String, String> variables =
        Map.of("JAVA_HOME", System.getProperty("java.home"), "SYNPRUNE_PROFILE", "");
    String script = Checkout.HOME.resolve("scripts/synprune").toString();
    List<String> command = Stream.concat(Stream.of(script), Stream.of(arguments(out))).toList();
    return Shell.start(dir, variables, command).ended(LIMIT_SECONDS).fine();
  }

  private static String[] arguments(Path out) {
    return new String[] {
      "run",
      "--dataset",
      "bitcoin,power",
      "--architecture",
      "lstm,patchtst",
      "--seeds",
      "42,43",
      "--set",
      "training.epochs=8",
      "--save-models",
      "all",
      "--out",
      out.toString()
    };
  }

  /** Rows of a table as text, which has every digit. */
  private static List<String> rows(Path out, String table, String... columns) {
    return LocalSpark.get()
        .read()
        .parquet(out.resolve(table).resolve("run=quick").toString())
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static Set<String> versions(Path out) {
    return Set.copyOf(rows(out, "trials", "spark_version"));
  }

  @Test
  void eachRanOnASparkOfItsOwn() {
    assertThat(versions(onThree)).singleElement().asString().startsWith("[3.5.");
    assertThat(versions(onFour)).containsExactly("[" + BuiltFor.thisBuild().spark() + "]");
  }

  @Test
  void trialsHaveTheSameIdsAndErrors() {
    String[] columns = {
      "trial_id",
      "status",
      "series_id",
      "data_sha256",
      "config",
      "mae",
      "rmse",
      "mase",
      "mae_scaled",
      "mae_best_epoch",
      "naive_mae",
      "restored_epoch",
      "achieved_sparsity"
    };
    List<String> expected = rows(onThree, "trials", columns);
    assertThat(expected).hasSize(TRIALS).allMatch(row -> row.contains("COMPLETED"));
    assertThat(rows(onFour, "trials", columns)).isEqualTo(expected);
  }

  @Test
  void trainingWentTheSameWay() {
    String[] columns = {
      "trial_id", "epoch", "train_loss", "validation_loss", "validation_mae", "sparsity"
    };
    assertThat(rows(onFour, "epochs", columns)).isEqualTo(rows(onThree, "epochs", columns));
  }

  @Test
  void meansAndTestsAreTheSame() {
    for (String table : List.of("cells", "tests")) {
      assertThat(rows(onFour, table, "*")).as(table).isEqualTo(rows(onThree, table, "*"));
    }
  }

  @Test
  void aRunOfSpark4IsDoneForSpark3Too() throws Exception {
    Path copy = dir.resolve("copy");
    FileUtils.copyDirectory(onFour.toFile(), copy.toFile());
    assertThat(runOnThree(copy).out()).contains(": 0 completed, " + TRIALS + " already done");
  }

  /** SHA-256 of weights and masks by trial and file. */
  private static Map<String, String> weights(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out.resolve("models"))) {
      return files
          .map(file -> WEIGHTS.matcher(file.toString()))
          .filter(Matcher::matches)
          .collect(
              Collectors.toMap(
                  name -> name.group(1) + "/" + name.group(2),
                  name -> sha256(Path.of(name.group())),
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private static String sha256(Path file) {
    try {
      return DigestUtils.sha256Hex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void savedWeightsAndMasksAreTheSame() throws IOException {
    Map<String, String> expected = weights(onThree);
    assertThat(expected.keySet()).filteredOn(name -> name.endsWith(".params")).hasSize(TRIALS);
    assertThat(expected.keySet()).filteredOn(name -> name.endsWith(".bin")).isNotEmpty();
    assertThat(weights(onFour)).isEqualTo(expected);
  }
}
