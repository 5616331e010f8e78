package org.synprune.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;

/**
 * A sweep of {@value #TRIALS} trials in an output folder of its own.
 *
 * @param cluster where it runs
 * @param folder holds the grid and logs
 * @param results holds the results
 * @param command the program's
 */
public record SmallSweep(Manager cluster, Path folder, Folder results, String command) {

  public static final int TRIALS = 32;

  /** Over in seconds: the slower compiler wouldn't pay. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** One executor on each of two workers. */
  private static final Map<String, String> ONE_EACH = Map.of("spark.cores.max", "2");

  private static final String DATASET = "sp500";
  private static final int ROWS = 400;

  private static final String GRID =
      """
      datasets = [sp500]
      architectures = [rnn, lstm]
      lookbacks = [3, 7]
      regularisers = [none, dropout, mc-dropout, synaptic-pruning]
      seeds = ["42..43"]
      training { epochs = 8, mc-passes = 3 }
      generate { sp500 = 400 }
      """;

  /** A sweep that generates and prepares its data, and sums up. */
  public static SmallSweep whole(Manager cluster, Path folder) {
    return new SmallSweep(cluster, folder, Folder.local(folder.resolve("out")), "run");
  }

  /**
   * A sweep on series that {@link #prepare} made, and nothing else.
   *
   * @param series the series
   */
  public static SmallSweep alone(Manager cluster, Path folder, Path series) {
    return alone(cluster, folder, series, new LocalPlace());
  }

  /**
   * The same with results somewhere else.
   *
   * @param place where they lie
   */
  public static SmallSweep alone(Manager cluster, Path folder, Path series, ResultPlace place) {
    try {
      return new SmallSweep(cluster, folder, place.begin(folder, series), "sweep");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Generates and prepares what the grid needs, below a folder. */
  public static Path prepare(Path folder) {
    Generator generator = Generator.of(DATASET);
    generator.rows(ROWS);
    generator.to(folder.resolve("raw").resolve(generator.fileName()));
    Path series = folder.resolve("series");
    Prepare.in(LocalSpark::get)
        .dataset(DatasetConf.read(ConfFolder.ofSystem(), DATASET))
        .protocol(Protocol.STRICT)
        .from(folder.resolve("raw"))
        .into(series)
        .run();
    return series;
  }

  /** The folder of results, if it is one of this machine. */
  public Path out() {
    return results.local().orElseThrow();
  }

  /** Begins it, or goes on with it, on processors and without faults. */
  public Submission submit(String... more) {
    return submit("", ONE_EACH, onProcessors(more));
  }

  /** Begins it on processors, with faults planted into its executors. */
  public Submission submit(Faults faults, String... more) {
    return submit(faults, ONE_EACH, more);
  }

  /** The same with more settings of Spark. */
  public Submission submit(Faults faults, Map<String, String> conf, String... more) {
    return submit(faults.options(folder.resolve("faults.btm")), conf, onProcessors(more));
  }

  private static String[] onProcessors(String... more) {
    return Stream.concat(Stream.of("--device", "cpu"), Stream.of(more)).toArray(String[]::new);
  }

  /**
   * Begins it.
   *
   * @param agent options for the executors' Java
   * @param conf more settings of Spark
   * @param more arguments of the program
   */
  public Submission submit(String agent, Map<String, String> conf, String... more) {
    Path grid = folder.resolve("cluster.conf");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(command, "--grid", grid.toString(), "--out", results.toString()));
    arguments.addAll(List.of(more));
    try {
      Files.writeString(grid, GRID);
      Path log = Files.createTempFile(folder, "submit", ".log");
      return Submission.to(cluster, log, QUICK_START, agent, conf, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
