package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.report.BesidePublished;
import org.synprune.jobs.report.PaperTables;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.SummaryTables.Under;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.stats.AppendixFile;
import org.synprune.jobs.stats.Observation;
import org.synprune.jobs.stats.PaperAnalysis;
import org.synprune.jobs.stats.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sums up a run, or the paper's published results. */
@Command(
    name = "summarize",
    description =
        "Computes means, intervals and tests of a run, prints the headline and writes"
            + " report.html.",
    mixinStandardHelpOptions = true)
final class SummarizeCommand implements Callable<Integer> {

  private static final String PUBLISHED = "appendix";

  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private InferenceOptions inference;

  @Option(
      names = "--appendix",
      paramLabel = "FILE",
      description = "Sum up the published results in this file instead of a run's.")
  private Path appendix;

  @Option(
      names = "--beside",
      paramLabel = "FILE",
      description =
          "Show the run's errors beside the published results in this file, too, in print and in"
              + " report.html.")
  private Path beside;

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    if (appendix != null) {
      List<Observation> published = AppendixFile.read(appendix);
      ResultStore store = output.store(PUBLISHED);
      SummaryTables.write(store, List.of(new Under<>(Protocol.PAPER, Summary.of(published))));
      console.print(PaperTables.render(PaperAnalysis.of(published)));
      console.printf("%nParquet: %s/{cells,tests}/run=%s%n", store.root(), store.run());
      console.flush();
      return 0;
    }
    try (SparkSession spark = Sessions.open("summarize")) {
      ResultStore store = output.storeOfRun();
      Optional<PaperAnalysis> published =
          Optional.ofNullable(beside).map(file -> PaperAnalysis.of(AppendixFile.read(file)));
      inference.measure(spark, store, console);
      PageStage page = PageStage.of(spec);
      new Stages(spark, console).summarize(store, published.map(page::beside).orElse(page));
      published.ifPresent(paper -> beside(paper, store, spark, console));
    }
    return 0;
  }

  private static void beside(
      PaperAnalysis published, ResultStore store, SparkSession spark, PrintWriter console) {
    TrialReader.errors(spark, store, TrialReader.MAE_SCALED)
        .forEach(
            (protocol, errors) -> {
              console.printf(
                  "%nMAE of the scaled target, mean over lookbacks, protocol '%s', beside the"
                      + " paper's;%nFriedman's test over lookbacks:%n%n",
                  protocol.id());
              console.print(BesidePublished.render(PaperAnalysis.of(errors), published));
            });
    console.flush();
  }
}
