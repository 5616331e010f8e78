package org.synprune.jobs.cli.stages;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.SettingAxis;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.report.ProtocolComparison;
import org.synprune.jobs.report.Report;
import org.synprune.jobs.report.ReportPage;
import org.synprune.jobs.results.ArmSettingsReader;
import org.synprune.jobs.results.ReportReader;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.results.StepReader;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.results.query.ForecastReader;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.storage.Folder;

/**
 * Writes a run's {@code report.html}.
 *
 * @param command the command line that asks for it, which the page shows
 * @param published the paper's results to show beside the run's, or null
 */
public record PageStage(String command, @Nullable PaperAnalysis published) {

  /**
   * A page of the run alone.
   *
   * @param command the command line that asks for it, which the page shows
   */
  public PageStage(String command) {
    this(command, null);
  }

  /**
   * The same with the paper's figures beside the run's.
   *
   * @param paper the paper's results
   * @return the page
   */
  public PageStage beside(PaperAnalysis paper) {
    return new PageStage(command, paper);
  }

  /** Writes the page and says where it lies. */
  Folder write(
      SparkSession spark,
      RunRows runs,
      List<ProtocolComparison.Side> sides,
      List<String> generated) {
    Map<Protocol, PaperAnalysis> scaled =
        TrialReader.errors(spark, runs, TrialReader.MAE_SCALED).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> PaperAnalysis.of(one.getValue())));
    return runs.target()
        .writeReport(
            ReportPage.render(
                new Report(
                        runs.target().run(),
                        command,
                        Instant.now(),
                        sides,
                        ReportReader.read(spark, runs),
                        pictures(spark, runs),
                        generated,
                        scaled,
                        published)
                    .warning(warnings(spark, runs))));
  }

  /** What the manifests of the trials' series say, as far as they are still there. */
  private static List<String> warnings(SparkSession spark, RunRows runs) {
    Set<String> warnings = new LinkedHashSet<>();
    for (TrialReader.TrainedOn series : TrialReader.series(spark, runs)) {
      for (ResultStore store : runs.stores()) {
        Folder folder =
            SeriesStore.folder(
                store.root().resolve("series"), series.dataset(), Protocol.of(series.protocol()));
        StoredSeries.find(folder)
            .filter(stored -> stored.info().id().equals(series.id()))
            .ifPresent(
                stored ->
                    stored
                        .prepared(true)
                        .warnings()
                        .forEach(one -> warnings.add(series.dataset() + ": " + one)));
      }
    }
    return List.copyOf(warnings);
  }

  private static Pictures pictures(SparkSession spark, RunRows runs) {
    long models =
        runs.stores().stream()
            .flatMap(store -> new ModelStore(store).trialIds().stream())
            .distinct()
            .count();
    return new Pictures(
        ForecastReader.read(spark, runs),
        Math.toIntExact(models),
        SettingAxis.of(ArmSettingsReader.read(spark, runs)),
        StepReader.read(spark, runs));
  }
}
