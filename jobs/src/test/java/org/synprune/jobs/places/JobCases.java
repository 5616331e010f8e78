package org.synprune.jobs.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.spark.StoreSettings;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * The program's whole path on addresses of a store, beside the same on a folder of this machine:
 * both give the same bits.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JobCases {

  private static final String RUN = "small";
  private static final String RAW = "AAPL_data.csv";
  private static final int TRIALS = 6;

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none, mc-dropout, synaptic-pruning]
      seeds = ["1..2"]
      training { epochs = 8, hidden = 32, mc-passes = 3 }
      """;

  private static final String TRIALS_OF_RUN =
      "SELECT trial_id, series_id, data_sha256, config, status, mae, rmse, mae_scaled, naive_mae,"
          + " best_epoch, nonzeros FROM trials ORDER BY trial_id";

  private static final String SERIES = "SELECT * FROM series ORDER BY row";

  /** All of an epoch but its time. */
  private static final String EPOCH =
      "trial_id, epoch, train_loss, validation_loss, validation_mae, sparsity FROM epochs";

  /** A name that a URI or a pattern would say otherwise. */
  private static final String ODD_NAME = "o[u]t {a,b} 100% ü#?*";

  @TempDir private static Path dir;

  private final Map<String, String> settings = new HashMap<>();
  private String here = "";
  private String there = "";

  /**
   * Starts the store.
   *
   * @param folder a folder of this machine for it
   * @return Hadoop's settings of its clients
   */
  protected abstract Map<String, String> start(Path folder) throws IOException;

  /**
   * An address of the store.
   *
   * @param path such as {@code out/series}
   */
  protected abstract String address(String path);

  /** Ends the store. */
  protected abstract void stop();

  @BeforeAll
  void runsHereAndThere() throws IOException {
    start(Files.createDirectories(dir.resolve("store")))
        .forEach((key, value) -> settings.put("spark.hadoop." + key, value));
    // Several tasks for the text, as a large file has.
    settings.put("spark.hadoop.mapreduce.input.fileinputformat.split.maxsize", "9000");
    settings.put("spark.master", "local[2]");
    settings.put("spark.ui.enabled", "false");
    settings.forEach(System::setProperty);
    Files.writeString(dir.resolve("small.conf"), GRID);
    here = dir.resolve("here").toString();
    there = address("there");
    for (String out : List.of(here, there)) {
      generate(out + "/raw/" + RAW);
      generate(out + "/packed/" + RAW + ".gz");
      assertThat(
              train("run", out, "--data", out + "/raw", "--save-models", "all", "--skip-inference"))
          .isEqualTo(TRIALS);
    }
  }

  @AfterAll
  void forgets() {
    settings.keySet().forEach(System::clearProperty);
    stop();
  }

  private static void generate(String file) {
    Cli.run("generate", "--dataset", "sp500", "--rows", "300", "--out", file).fine();
  }

  /** Trains what isn't done yet; returns how many trials that were. */
  private static int train(String command, String out, String... more) {
    String grid = dir.resolve("small.conf").toString();
    return Cli.run(
            Stream.concat(
                    Stream.of(command, "--grid", grid, "--out", out, "--json"), Stream.of(more))
                .toArray(String[]::new))
        .fine()
        .json()
        .at("/trials/completed")
        .asInt();
  }

  /** Prepares the series; returns whether they were there already. */
  private static boolean prepared(String raw, String out) {
    return Cli.run("prepare", "--dataset", "sp500", "--data", raw, "--out", out, "--json")
        .fine()
        .json()
        .at("/series/0/reused")
        .asBoolean();
  }

  private static String query(String out, String sql) {
    String said = Cli.run("query", "--out", out, "--format", "csv", sql).fine().out();
    assertThat(said.lines()).hasSizeGreaterThan(1);
    return said;
  }

  private static Folder folder(String address) {
    return Folder.of(address, StoreSettings.ofProcess());
  }

  private static List<String> names(String address) throws IOException {
    Folder folder = folder(address);
    return folder.storage().list(folder.path()).stream().map(Entry::name).sorted().toList();
  }

  private static byte[] bytes(String address) throws IOException {
    Folder file = folder(address);
    try (InputStream in = file.storage().open(file.path())) {
      return in.readAllBytes();
    }
  }

  private static String model(String out, String id) {
    return out + "/models/run=" + RUN + "/" + id;
  }

  /** Ids of the trials whose models are kept. */
  private static List<String> models(String out) throws IOException {
    return names(out + "/models/run=" + RUN);
  }

  private static StoredSeries series(String out) {
    return StoredSeries.of(folder(out + "/series/sp500/strict"));
  }

  @Test
  void rawFilesAreGenerated() throws IOException {
    byte[] plain = bytes(there + "/raw/" + RAW);
    assertThat(plain).isEqualTo(bytes(here + "/raw/" + RAW));
    InputStream packed = new ByteArrayInputStream(bytes(there + "/packed/" + RAW + ".gz"));
    assertThat(new GZIPInputStream(packed).readAllBytes()).isEqualTo(plain);
    assertThat(Cli.run("dataset", "check", "sp500", "--data", there + "/packed").fine().out())
        .contains(RAW + ".gz");
  }

  @Test
  void seriesAreTheSameFromTextAndFromCompressedText() {
    assertThat(series(there).info()).isEqualTo(series(here).info());
    String rows = query(here, SERIES);
    assertThat(rows.lines()).hasSizeGreaterThan(200);
    assertThat(query(there, SERIES)).isEqualTo(rows);
    String nearby = dir.resolve("packed").toString();
    String remote = address(ODD_NAME);
    assertThat(prepared(here + "/packed", nearby)).isFalse();
    assertThat(prepared(there + "/packed", remote)).isFalse();
    assertThat(series(remote).info()).isEqualTo(series(nearby).info());
    assertThat(query(remote, SERIES)).isEqualTo(rows);
    assertThat(prepared(there + "/packed", remote)).as("reused").isTrue();
  }

  @Test
  void trialsAndCellsAreTheSame() {
    String trials = query(here, TRIALS_OF_RUN);
    assertThat(trials.lines()).hasSize(1 + TRIALS).anyMatch(line -> line.contains("COMPLETED"));
    assertThat(query(there, TRIALS_OF_RUN)).isEqualTo(trials);
    String others =
        Stream.of("epochs", "layers", "cells", "tests")
            .map(
                table ->
                    "SELECT '%s' AS name, to_json(struct(*)) AS row FROM %s"
                        .formatted(
                            table, table.equals("epochs") ? "(SELECT " + EPOCH + ")" : table))
            .collect(Collectors.joining(" UNION ALL ", "", " ORDER BY ALL"));
    assertThat(query(there, others)).isEqualTo(query(here, others));
  }

  @Test
  void aRunCarriesOnAndIsListedShownSummarizedAndHasAPage() throws IOException {
    assertThat(train("sweep", there)).isZero();
    assertThat(Cli.run("runs", "--out", there).fine().out()).contains(RUN);
    String id = models(there).get(0);
    assertThat(Cli.run("show", "--out", there, id).fine().out()).contains(id, there);
    String page = there + "/report/run=" + RUN + "/report.html";
    String summary = Cli.run("summarize", "--out", there, "--skip-inference").fine().out();
    assertThat(summary).contains("synaptic-pruning");
    assertThat(new String(bytes(page), StandardCharsets.UTF_8)).endsWith("</html>\n");
  }

  @Test
  void savedModelsForecastTheSame() throws IOException {
    assertThat(models(there)).hasSize(TRIALS).isEqualTo(models(here));
    String forecasts = "SELECT * FROM forecasts ORDER BY trial_id, row";
    for (String out : List.of(here, there)) {
      for (String id : models(out).subList(0, 2)) {
        assertThat(Cli.run("score", "--model", model(out, id), "--out", out).fine().out())
            .contains("as in 'trials'");
      }
    }
    assertThat(query(there, forecasts)).isEqualTo(query(here, forecasts));
  }

  @Test
  void savedModelsForecastFromWindowsThatLieThere() throws IOException {
    String id = models(here).get(0);
    ModelInfo info = ModelFolder.open(folder(model(here, id))).info();
    int length = info.lookback() * info.features().size();
    List<List<String>> forecasts = new ArrayList<>();
    for (String out : List.of(here, there)) {
      LocalSpark.get()
          .range(0, 50, 1, 3)
          .selectExpr("id", "transform(sequence(1, " + length + "), i -> 150D + i + id) AS window")
          .write()
          .parquet(out + "/windows");
      String[] score = {
        "score", "--model", model(out, id), "--windows", out + "/windows", "--to", out + "/scored"
      };
      Cli.run(score).fine();
      Cli.run(score).fine();
      forecasts.add(
          LocalSpark.get().read().parquet(out + "/scored").orderBy("id").collectAsList().stream()
              .map(row -> row.getLong(0) + " " + row.getAs("forecast"))
              .toList());
    }
    assertThat(forecasts.get(0)).hasSize(50).doesNotHaveDuplicates();
    assertThat(forecasts.get(1)).isEqualTo(forecasts.get(0));
    assertThat(names(there + "/scored")).contains("_SUCCESS").noneMatch(one -> one.startsWith("."));
  }

  @Test
  void aCompactedRunIsTheSame() throws IOException {
    String trials = query(there, TRIALS_OF_RUN);
    JsonNode compacted = Cli.run("compact", "--run", RUN, "--out", there, "--json").fine().json();
    assertThat(compacted.at("/files").asInt()).isEqualTo(3);
    for (String table : List.of("trials", "epochs", "layers")) {
      assertThat(names(there + "/" + table + "/run=" + RUN)).hasSize(1);
    }
    assertThat(query(there, TRIALS_OF_RUN)).isEqualTo(trials);
    assertThat(train("sweep", there)).isZero();
  }

  @Test
  void aPathWithoutASchemeLiesInTheDefaultFileSystem() {
    String standard = "spark.hadoop.fs.defaultFS";
    System.setProperty(standard, address(""));
    try {
      assertThat(query("/there", TRIALS_OF_RUN)).isEqualTo(query(there, TRIALS_OF_RUN));
    } finally {
      System.clearProperty(standard);
    }
  }

  @Test
  void whatCantBeReadOrWrittenIsOneSentence() throws IOException {
    String raw = there + "/raw";
    Cli.run("generate", "--dataset", "sp500", "--rows", "300", "--out", raw)
        .refused(raw + ": is a folder");
    assertThat(names(raw)).as("still seen").contains(RAW);
    Cli.run("prepare", "--dataset", "sp500", "--data", there + "/none", "--out", there)
        .refused(there + "/none: no such folder");
    String model = model(there, models(there).get(0));
    String none = there + "/nowhere";
    String to = address("never");
    Cli.run("score", "--model", none, "--out", there).refused(none + ": holds no model.json");
    Cli.run("score", "--model", model, "--windows", none, "--to", to)
        .refused(none + ": no such file or folder");
    Cli.run("score", "--model", model, "--windows", raw, "--to", to)
        .refused(raw + ": can't be read, expected Parquet");
    assertThat(names(to)).isEmpty();
  }
}
