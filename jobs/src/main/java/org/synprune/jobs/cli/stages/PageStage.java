package org.synprune.jobs.cli.stages;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.report.ProtocolComparison;
import org.synprune.jobs.report.Report;
import org.synprune.jobs.report.ReportPage;
import org.synprune.jobs.results.ReportReader;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialReader;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes a run's {@code report.html}.
 *
 * @param command the command line that asks for it
 * @param published the paper's results, if they are to stand beside the run's
 */
public record PageStage(String command, Optional<PaperAnalysis> published) {

  /** The page that a command makes without further ado. */
  public static PageStage of(CommandSpec spec) {
    List<String> words = spec.root().commandLine().getParseResult().originalArgs();
    return new PageStage(
        "synprune " + words.stream().map(PageStage::quoted).collect(Collectors.joining(" ")),
        Optional.empty());
  }

  /** The same with the paper's figures beside the run's. */
  public PageStage beside(PaperAnalysis paper) {
    return new PageStage(command, Optional.of(paper));
  }

  /** Writes the page and says where it lies. */
  Path write(SparkSession spark, ResultStore store, List<ProtocolComparison.Side> sides) {
    Map<Protocol, PaperAnalysis> scaled =
        TrialReader.errors(spark, store, TrialReader.MAE_SCALED).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> PaperAnalysis.of(one.getValue())));
    return store.writeReport(
        ReportPage.render(
            new Report(
                store.run(),
                command,
                Instant.now(),
                sides,
                ReportReader.read(spark, store),
                List.of(),
                scaled,
                published.orElse(null))));
  }

  /** A word as a shell takes it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
