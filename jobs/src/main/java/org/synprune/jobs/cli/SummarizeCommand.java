package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.InferenceOptions;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.stages.PageStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.AppendixFile;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.report.BesidePublished;
import org.synprune.jobs.report.PaperTables;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.TrialReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sums up a run, or the paper's published results. */
@Command(
    name = "summarize",
    description =
        "Computes means, intervals and tests of a run, prints the headline and writes"
            + " report.html.",
    mixinStandardHelpOptions = true)
final class SummarizeCommand implements Callable<Integer> {

  private static final String PUBLISHED = "appendix";

  @Mixin private OutputOptions output;
  @Mixin private InferenceOptions inference;
  @Mixin private ConsoleOptions printed;

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
    Console console = printed.console();
    if (appendix != null) {
      List<Observation> published = AppendixFile.read(appendix);
      ResultStore store = output.store(PUBLISHED);
      Map<Protocol, Summary> summaries = Map.of(Protocol.PAPER, Summary.of(published));
      RunLock.during(store, "summarize", () -> SummaryTables.write(store, summaries.values()));
      PrintWriter text = console.text();
      text.print(PaperTables.render(PaperAnalysis.of(published)));
      text.printf("%nParquet: %s/{cells,tests}/run=%s%n", store.root(), store.run());
      text.flush();
      print(store, new Stages.Summarized(summaries, Map.of()), console);
      return 0;
    }
    try (SparkSession spark = Sessions.open("summarize")) {
      ResultStore store = output.storeOfRun();
      Optional<PaperAnalysis> published =
          Optional.ofNullable(beside).map(file -> PaperAnalysis.of(AppendixFile.read(file)));
      inference.measure(spark, store, console.text());
      PageStage page = new PageStage(printed.commandLine());
      Stages.Summarized found =
          new Stages(spark, console).summarize(store, published.map(page::beside).orElse(page));
      published.ifPresent(paper -> beside(paper, store, spark, console.text()));
      print(store, found, console);
    }
    return 0;
  }

  private static void print(ResultStore store, Stages.Summarized found, Console console) {
    Map<String, Object> document = Documents.of("summarize", store);
    document.put("protocols", found.document());
    document.put("paths", Documents.paths(store, "cells", "tests"));
    console.print(document);
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
