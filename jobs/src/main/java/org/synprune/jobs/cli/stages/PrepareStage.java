package org.synprune.jobs.cli.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.SeriesUpdate;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;

/**
 * Prepares the series of some data sets, and prints a line for each; those that are prepared
 * already are reused.
 *
 * @param datasets names of data sets
 * @param protocols the protocols to prepare for
 * @param maxLookback the longest lookback to provide for, in rows
 * @param needed the longest lookback that will be trained: series that are too short for more
 *     provide for that
 * @param data folder of the raw files
 * @param seriesRoot folder of prepared series
 */
public record PrepareStage(
    List<String> datasets,
    List<Protocol> protocols,
    int maxLookback,
    int needed,
    Folder data,
    Folder seriesRoot) {

  /** Copies the lists. */
  public PrepareStage {
    datasets = List.copyOf(datasets);
    protocols = List.copyOf(protocols);
  }

  /**
   * Prepares the series.
   *
   * @param spark opens the session, if a series has to be prepared
   * @param console where the lines are printed
   * @return the series, by data set and protocol
   */
  public List<PreparedSeries> run(Supplier<SparkSession> spark, Console console) {
    List<PreparedSeries> all = new ArrayList<>();
    each(
        spark,
        action -> {
          PreparedSeries prepared = action.run();
          print(console, prepared);
          all.add(prepared);
        });
    return all;
  }

  /**
   * Prepares the series for a run that may yet be refused: they replace earlier ones when {@link
   * Stages#sweep} accepts the run.
   *
   * @param spark the session
   * @param console where the lines are printed
   * @return the series, to be closed
   */
  public SeriesUpdate runAside(SparkSession spark, Console console) {
    SeriesUpdate update = new SeriesUpdate();
    try {
      each(() -> spark, action -> print(console, update.add(action)));
      return update;
    } catch (RuntimeException | Error e) {
      update.close();
      throw e;
    }
  }

  private void each(Supplier<SparkSession> spark, Consumer<Prepare> done) {
    for (String dataset : datasets) {
      DatasetConf conf = DatasetConf.read(ConfFolder.ofSystem(), dataset);
      for (Protocol protocol : protocols) {
        done.accept(
            Prepare.in(spark)
                .dataset(conf)
                .protocol(protocol)
                .maxLookback(maxLookback)
                .atLeast(needed)
                .from(data)
                .into(seriesRoot));
      }
    }
  }

  private static void print(Console console, PreparedSeries prepared) {
    console
        .text()
        .printf(
            "%-10s %-12s %-6s %s x %d, from %s rows, %s values missing (%s)%s%n",
            prepared.reused() ? "reused" : "prepared",
            prepared.info().dataset(),
            prepared.info().protocol().id(),
            count(prepared.rows()),
            prepared.columns().size(),
            count(prepared.inputRows()),
            count(prepared.missingValues()),
            prepared.source(),
            prepared.info().generated() ? ", generated" : "");
    LabelledLines lines = new LabelledLines(console.text());
    prepared.warnings().forEach(warning -> lines.print("warning", warning));
    console.text().flush();
  }

  /** Separates thousands from five digits on, as tables do. */
  private static String count(long number) {
    return String.format(number < 10_000 ? "%d" : "%,d", number);
  }
}
