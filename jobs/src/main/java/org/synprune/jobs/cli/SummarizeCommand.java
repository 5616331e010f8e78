package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.Choice;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.InferenceOptions;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.cli.options.Shell;
import org.synprune.jobs.cli.stages.PageStage;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.cli.stages.Stages;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.AppendixFile;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.report.AnswerTable;
import org.synprune.jobs.report.BesidePublished;
import org.synprune.jobs.report.HeadlineTable;
import org.synprune.jobs.report.MarkupTable;
import org.synprune.jobs.report.PaperTables;
import org.synprune.jobs.results.Compaction;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.results.joined.JoinedRuns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Summarizes a run, or the paper's published results. */
@Command(
    name = "summarize",
    description =
        "Computes means, confidence intervals and significance tests of a run, prints them and"
            + " writes report.html.",
    mixinStandardHelpOptions = true)
final class SummarizeCommand implements Callable<Integer> {

  private static final String PUBLISHED = "appendix";

  /** A run of more files a table is slow to read from a store, file by file. */
  private static final int MANY_FILES = 100;

  @Mixin private OutputFolder out;
  @Mixin private InferenceOptions inference;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--appendix",
      paramLabel = "FILE",
      description =
          "Summarize the published results in this CSV file instead of a run (columns: see"
              + " --beside).")
  private @Nullable Path appendix;

  @Option(
      names = "--beside",
      paramLabel = "FILE",
      description =
          "Also show the published results in this CSV file beside the run's, on the terminal and"
              + " in report.html. Its first line names the columns: dataset (Bitcoin, S&P500, Air"
              + " Quality, Electricity), model (RNN, LSTM, PatchTST), metric (rows other than 'mae'"
              + " are skipped), sequence_length (the lookback), no_dropout, dropout, mc_dropout,"
              + " synaptic_pruning (the error with each regulariser).")
  private @Nullable Path beside;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      split = ",",
      description =
          "Run to summarize, or several, separated by commas, that are read together: their tables"
              + " and page go to run=A+B (default: the only one in the folder; 'appendix' with"
              + " --appendix).")
  private @Nullable List<String> run;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description =
          "Print the tables only, for a paper or a page: markdown, or latex for package booktabs;"
              + " messages go to standard error.")
  private MarkupTable.@Nullable Form format;

  @Override
  public Integer call() throws IOException {
    Console console = format == null ? printed.console() : printed.messagesAside();
    if (appendix != null) {
      if (run != null && run.size() > 1) {
        throw new BadInputException(
            "--run names " + run.size() + " runs, expected one name with --appendix");
      }
      List<Observation> published = AppendixFile.read(appendix);
      ResultStore store = OutputOptions.store(out, run == null ? PUBLISHED : run.get(0));
      Map<Protocol, Summary> summaries = Map.of(Protocol.PAPER, Summary.of(published));
      RunLock.during(
          store, "summarize", () -> SummaryTables.write(store, summaries.values(), List.of()));
      PrintWriter text = console.text();
      text.print(PaperTables.render(PaperAnalysis.of(published)));
      text.printf("%nParquet: %s/{cells,tests}/run=%s%n", store.root(), store.run());
      text.flush();
      Stages.Summarized found = new Stages.Summarized(summaries, Map.of(), Map.of());
      tables(found, console);
      print(store, found, console);
      return ExitCodes.DONE;
    }
    List<String> names = run == null ? List.of(onlyRun()) : checked(run);
    ResultStore store =
        names.size() == 1
            ? OutputOptions.store(out, names.get(0))
            : JoinedRuns.target(out.folder(), names);
    try (SparkSession spark = Sessions.ofRun(store.run())) {
      RunRows runs = names.size() == 1 ? store : JoinedRuns.read(spark, out.folder(), names);
      Optional<PaperAnalysis> published =
          Optional.ofNullable(beside).map(file -> PaperAnalysis.of(AppendixFile.read(file)));
      inference.measure(spark, runs, console.text());
      PageStage page = new PageStage(printed.commandLine());
      Stages.Summarized found =
          new Stages(spark, console).summarize(runs, published.map(page::beside).orElse(page));
      published.ifPresent(paper -> beside(paper, runs, spark, console.text()));
      runs.stores().forEach(one -> offerCompaction(one, console.text()));
      tables(found, console);
      print(runs, found, console);
    }
    return ExitCodes.DONE;
  }

  /** Prints the tables of each protocol in the language that is asked for. */
  private void tables(Stages.Summarized found, Console console) {
    if (format == null) {
      return;
    }
    found
        .summaries()
        .forEach(
            (protocol, summary) -> {
              console.document().println(HeadlineTable.render(summary, format));
              List<Answer> answers = found.answers().getOrDefault(protocol, List.of());
              if (!answers.isEmpty()) {
                console.document().println(AnswerTable.render(answers, format));
              }
            });
    console.document().flush();
  }

  /** Says how a run of many files is read faster. */
  private void offerCompaction(ResultStore store, PrintWriter text) {
    int files = Compaction.files(store);
    if (files > MANY_FILES) {
      text.printf(
          "Files:   %,d a table; 'synprune compact --out %s --run %s' makes one of them%n",
          files, Shell.quoted(out.toString()), store.run());
      text.flush();
    }
  }

  private String onlyRun() {
    List<String> runs = ResultStore.runs(out.folder());
    if (runs.isEmpty()) {
      throw new BadInputException("'" + out + "' holds no runs, expected the results of a sweep");
    }
    if (runs.size() > 1) {
      throw new BadInputException(
          "--run is not given and '"
              + out
              + "' holds several runs, expected one of "
              + String.join(", ", runs)
              + ", or several separated by commas");
    }
    return runs.get(0);
  }

  /** The names as given, a joined one taken apart; each has to be that of a run. */
  private List<String> checked(List<String> given) {
    List<String> names =
        given.stream().flatMap(name -> Stream.of(name.strip().split("\\+", -1))).toList();
    List<String> there = ResultStore.runs(out.folder());
    if (!there.isEmpty()) {
      Choice.require("--run", names, there);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new BadInputException("--run names '" + name + "' twice, expected each run once");
      }
      OutputOptions.store(out, name);
    }
    return names;
  }

  private static void print(RunRows runs, Stages.Summarized found, Console console) {
    ResultStore store = runs.target();
    Map<String, Object> document = Documents.of("summarize", store);
    if (runs.stores().size() > 1) {
      document.put("runs", runs.stores().stream().map(ResultStore::run).toList());
      Map<String, List<String>> notes = new LinkedHashMap<>();
      runs.notes().forEach(note -> notes.put(note.name(), note.values()));
      document.put("notes", notes);
    }
    document.put("protocols", found.document());
    document.put("paths", Documents.paths(store, "cells", "tests"));
    console.print(document);
  }

  private static void beside(
      PaperAnalysis published, RunRows runs, SparkSession spark, PrintWriter console) {
    TrialReader.errors(spark, runs, TrialReader.MAE_SCALED)
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
