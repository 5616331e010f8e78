package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.data.generate.Generator;

/** Every job gets through with less memory than its data take: Spark moves them to disk. */
class SpillTest {

  /** Rows of some 4 MB, against the 3 MB that Spark has for data. */
  private static final int ROWS = 60_000;

  private static final String GRID =
      """
      datasets = [power-minute, sp500]
      architectures = [rnn]
      lookbacks = [3]
      regularisers = [none]
      seeds = ["1..3"]
      training { epochs = 1, hidden = 4 }
      """;

  @TempDir Path dir;

  /** Adds up what a process writes to disk for want of memory. */
  public static final class Spills extends SparkListener {

    private static final AtomicLong BYTES = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskMetrics() != null) {
        BYTES.addAndGet(end.taskMetrics().diskBytesSpilled());
      }
    }

    @Override
    public void onBlockUpdated(SparkListenerBlockUpdated updated) {
      BYTES.addAndGet(updated.blockUpdatedInfo().diskSize());
    }
  }

  /** Runs the jobs one after the other in one process, and prints how each ended. */
  public static final class Jobs {

    private Jobs() {}

    /** Takes the folder to work in. */
    public static void main(String[] args) throws IOException {
      Path dir = Path.of(args[0]);
      String out = dir.resolve("out").toString();
      String grid = dir.resolve("grid.conf").toString();
      job("prepare", "--data", dir.toString(), "--dataset", "power-minute,sp500", "--out", out);
      job("sweep", "--grid", grid, "--out", out, "--run", "spill", "--save-models", "best");
      // It has a few rows only.
      System.setProperty("spark.shuffle.spill.numElementsForceSpillThreshold", "1");
      System.setProperty("spark.sql.shuffle.partitions", "1");
      job("summarize", "--out", out, "--run", "spill");
      System.clearProperty("spark.shuffle.spill.numElementsForceSpillThreshold");
      System.clearProperty("spark.sql.shuffle.partitions");
      job(
          "query",
          "--out",
          out,
          "SELECT max(place) FROM (SELECT row_number() OVER (ORDER BY x DESC) AS place"
              + " FROM (SELECT explode(sequence(1, 200000)) AS x FROM (SELECT 1 FROM trials LIMIT 1)))");
      System.setProperty("spark.shuffle.spill.numElementsForceSpillThreshold", "1000");
      job("score", "--model", minuteModel(Path.of(out, "models", "run=spill")), "--out", out);
    }

    private static String minuteModel(Path models) throws IOException {
      try (Stream<Path> all = Files.list(models)) {
        for (Path model : (Iterable<Path>) all::iterator) {
          if (Files.readString(model.resolve("model.json")).contains("power-minute")) {
            return model.toString();
          }
        }
      }
      throw new IllegalStateException("no model of power-minute");
    }

    private static void job(String... args) {
      Spills.BYTES.set(0);
      Cli.Ended ended = Cli.run(args);
      System.out.printf("%s %d %d%n", args[0], ended.code(), Spills.BYTES.get());
      System.err.println(ended.err());
    }
  }

  @Test
  void everyJobSpillsAndGetsThrough() throws Exception {
    Generator.of("power-minute").rows(ROWS).to(dir.resolve("household_power_consumption.txt"));
    Generator.of("sp500").rows(400).to(dir.resolve("AAPL_data.csv"));
    Files.writeString(dir.resolve("grid.conf"), GRID);
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Dai.djl"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx700m",
            // Of the 400 MB that Spark doesn't reserve.
            "-Dspark.memory.fraction=0.007",
            "-Dspark.buffer.pageSize=64k",
            "-Dspark.master=local[2]",
            // Work moves cached blocks out of memory, and what they hold of Spark's own.
            "-Dspark.memory.storageFraction=0",
            "-Dspark.shuffle.spill.initialMemoryThreshold=1k",
            "-Dspark.extraListeners=" + Spills.class.getName(),
            "-cp",
            System.getProperty("java.class.path"),
            Jobs.class.getName(),
            dir.toString()));
    File out = dir.resolve("out.txt").toFile();
    File err = dir.resolve("err.txt").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(err.toPath(), StandardCharsets.UTF_8);
    List<String> ended =
        Files.readAllLines(out.toPath()).stream().filter(l -> l.matches("\\w+ \\d+ \\d+")).toList();
    assertThat(ended).as(said).hasSize(5);
    assertThat(ended.stream().map(line -> line.split(" ", -1)[0]))
        .containsExactly("prepare", "sweep", "summarize", "query", "score");
    for (String line : ended) {
      assertThat(line.split(" ", -1)[1]).as(line + "\n" + said).isEqualTo("0");
      assertThat(Long.parseLong(line.split(" ", -1)[2])).as(line + "\n" + said).isPositive();
    }
  }
}
