package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher with the program itself, on the embedded Spark and on a Spark made of Maven's jars.
 * What is built is taken from this build.
 */
class LauncherIT {

  private static final int TRIALS = 120;

  private static final Pattern SWEPT =
      Pattern.compile(
          "swept +(\\d+) trials in .*: (\\d+) completed, (\\d+) already done, 0 without");

  private static Path dir;
  private static Checkout checkout;
  private static Path spark;

  @TempDir private Path own;

  @BeforeAll
  static void launcher() throws IOException {
    dir = Files.createTempDirectory("launcher-");
    checkout = Checkout.built(dir);
    spark = SubmitHome.in(dir.resolve("spark"));
  }

  @AfterAll
  static void clean() throws IOException {
    FileUtils.deleteDirectory(dir.toFile());
  }

  private Path grid(int seeds, int epochs) throws IOException {
    return Files.writeString(
        own.resolve("small.conf"),
        """
        datasets = [sp500]
        architectures = [rnn]
        lookbacks = [3]
        regularisers = [none, synaptic-pruning]
        seeds = ["1..%d"]
        training { epochs = %d, hidden = 4 }
        generate { sp500 = 200 }
        """
            .formatted(seeds, epochs));
  }

  private Shell embedded(String... arguments) throws IOException {
    return start(Map.of("SYNPRUNE_PROFILE", Checkout.PROFILE), arguments);
  }

  private Shell submitted(String... arguments) throws IOException {
    Path events = Files.createDirectories(own.resolve("events"));
    return start(
        Map.of(
            "SPARK_HOME",
            spark.toString(),
            "SYNPRUNE_SPARK_OPTS",
            "--properties-file "
                + Checkout.HOME.resolve("conf/spark/local.conf")
                + " --master local[2] --driver-memory 1g --conf spark.ui.enabled=false"
                + " --conf spark.eventLog.enabled=true --conf spark.eventLog.rolling.enabled=false"
                + " --conf spark.eventLog.compress=false"
                + " --conf spark.eventLog.dir="
                + events.toUri()),
        arguments);
  }

  private Shell start(Map<String, String> variables, String... arguments) throws IOException {
    Map<String, String> all = new HashMap<>(variables);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    // Two units at a time, however many processors there are: the others wait.
    all.put("SYNPRUNE_JAVA_OPTS", Checkout.QUICK_START + " -Xmx1g -Dspark.master=local[2]");
    return checkout.start(all, "synprune", arguments);
  }

  private String out() {
    return own.resolve("out").toString();
  }

  /** Without what is said of the build, once, and what Java says of Spark 4's own options. */
  private static String said(Shell.Ended ended) {
    return ended
        .err()
        .replace("building synprune (once) ...\n", "")
        .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
  }

  private void assertQuiet(Shell.Ended ended) {
    assertThat(said(ended)).isEmpty();
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(Path.of(out(), "cells", "run=small")).isNotEmptyDirectory();
    assertThat(Path.of(out(), "models", "run=small")).isNotEmptyDirectory();
  }

  private String[] quietRun() throws IOException {
    return new String[] {
      "run", "--quiet", "--save-models", "best", "--grid", grid(2, 4).toString(), "--out", out()
    };
  }

  @Test
  void quietIsQuiet() throws Exception {
    assertQuiet(embedded(quietRun()).ended());
  }

  @Test
  void quietIsQuietUnderSparkSubmitAndTheRunNamesTheApplication() throws Exception {
    assertQuiet(submitted(quietRun()).ended());
    try (Stream<Path> logs = Files.list(own.resolve("events"))) {
      assertThat(Files.readString(logs.findFirst().orElseThrow()))
          .contains("\"App Name\":\"synprune small\"");
    }
  }

  @Test
  void anErrorUnderSparkSubmitIsOneSentence() throws Exception {
    Path data = Files.createDirectories(own.resolve("data"));
    Files.writeString(
        data.resolve("AAPL_data.csv"),
        "date,open,high,low,close,volume,Name\n2013-02-08,1,2,1,much,10,AAPL\n");
    Shell.Ended ended =
        submitted(
                "prepare",
                "--quiet",
                "--dataset",
                "sp500",
                "--data",
                data.toString(),
                "--out",
                out())
            .ended();
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(said(ended).lines())
        .singleElement()
        .asString()
        .startsWith("synprune: ")
        .contains("AAPL_data.csv", "much");
  }

  /** Files of a run's trials. */
  private long units() {
    String[] files =
        new File(out(), "trials/run=small").list((folder, name) -> name.endsWith(".parquet"));
    return files == null ? 0 : files.length;
  }

  private static void assertCarriedOn(Shell.Ended second) {
    Matcher swept = SWEPT.matcher(second.out());
    assertThat(swept.find()).as(second.out()).isTrue();
    assertThat(Integer.parseInt(swept.group(1))).isEqualTo(TRIALS);
    assertThat(Integer.parseInt(swept.group(3))).isBetween(1, TRIALS - 1);
    assertThat(Integer.parseInt(swept.group(2)) + Integer.parseInt(swept.group(3)))
        .isEqualTo(TRIALS);
  }

  private String[] longRun() throws IOException {
    return new String[] {"run", "--grid", grid(TRIALS / 2, 60).toString(), "--out", out()};
  }

  private void stop(Shell running) throws Exception {
    running.until("rows of a unit", () -> units() > 0);
    running.signal("INT");
    Shell.Ended ended = running.ended();
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
    assertThat(ended.err()).endsWith("synprune: stopped; the same command carries on\n");
    assertThat(said(ended).lines())
        .allMatch(line -> line.matches("\\d+ of \\d+ done.*|synprune: stopped;.*"));
    assertThat(ended.out()).doesNotContain("Report");
  }

  @Test
  void ctrlCIsOneLineAndTheSameCommandCarriesOn() throws Exception {
    stop(embedded(longRun()));
    assertCarriedOn(embedded(longRun()).ended().fine());
  }

  @Test
  void ctrlCUnderSparkSubmitIsOneLineToo() throws Exception {
    stop(submitted(longRun()));
    assertCarriedOn(submitted(longRun()).ended().fine());
  }
}
