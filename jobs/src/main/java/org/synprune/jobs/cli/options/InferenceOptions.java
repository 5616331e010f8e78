package org.synprune.jobs.cli.options;

import ai.djl.engine.EngineException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.inference.InferenceSetup;
import org.synprune.jobs.results.InferenceTable;
import org.synprune.jobs.results.RunRows;
import picocli.CommandLine.Option;

/** Whether to measure how fast the pruned networks forecast. */
public final class InferenceOptions {

  @Option(
      names = "--skip-inference",
      description =
          "Don't measure how fast the pruned networks forecast on this machine (table 'inference').")
  private boolean skipped;

  /**
   * Measures, unless {@code --skip-inference} is given. No other result depends on it: where the
   * engine doesn't load, a message says so.
   *
   * @param spark the session that reads the run's trials
   * @param runs the results
   * @param console where a line is printed
   */
  public void measure(SparkSession spark, RunRows runs, PrintWriter console) {
    if (skipped || !runs.hasTrials()) {
      return;
    }
    long start = System.nanoTime();
    try {
      Map<InferenceTable.Pruned, InferenceSetup> setups = InferenceTable.setups(spark, runs);
      InferenceTable.measure(runs.target(), setups);
      if (!setups.isEmpty()) {
        console.printf(
            Locale.ROOT,
            "inference  %,d pruned networks measured on this machine in %.1f s%n",
            setups.size(),
            (System.nanoTime() - start) / 1e9);
      }
    } catch (EngineException | LinkageError e) {
      console.printf("inference  not measured, the engine doesn't load here: %s%n", e.getMessage());
    }
    console.flush();
  }
}
