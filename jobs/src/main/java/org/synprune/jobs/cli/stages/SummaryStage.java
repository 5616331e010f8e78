package org.synprune.jobs.cli.stages;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Answers;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.report.AnswerTable;
import org.synprune.jobs.report.HeadlineTable;
import org.synprune.jobs.report.NaiveNote;
import org.synprune.jobs.report.ProtocolComparison;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.RunLock;
import org.synprune.jobs.results.RunRows;
import org.synprune.jobs.results.SummaryTables;
import org.synprune.jobs.results.TrialReader;

/** Sums up a run, or several together: tables, text and page. */
record SummaryStage(SparkSession spark, Console console) {

  /** Does it while no sweep can work on the runs. */
  Stages.Summarized run(RunRows runs, PageStage page) {
    TrialReader.requireTrials(runs);
    List<ResultStore> locked = new ArrayList<>(runs.stores());
    if (!locked.contains(runs.target())) {
      locked.add(runs.target());
    }
    return run(runs, page, locked);
  }

  /** Takes one lock after the other, in the order of the runs' names. */
  private Stages.Summarized run(RunRows runs, PageStage page, List<ResultStore> unlocked) {
    if (unlocked.isEmpty()) {
      return runLocked(runs, page);
    }
    RunLock lock = RunLock.acquire(unlocked.get(0), "summarize");
    try {
      return run(runs, page, unlocked.subList(1, unlocked.size()));
    } finally {
      lock.close();
    }
  }

  private Stages.Summarized runLocked(RunRows runs, PageStage page) {
    ResultStore store = runs.target();
    Map<Protocol, Summary> summaries = new EnumMap<>(Protocol.class);
    Map<Protocol, List<Answer>> answers = new EnumMap<>(Protocol.class);
    List<Question.Pair> asked = TrialReader.asked(spark, runs);
    TrialReader.errors(spark, runs, TrialReader.MAE)
        .forEach(
            (protocol, maes) -> {
              summaries.put(protocol, Summary.of(maes));
              answers.put(protocol, Answers.of(maes, asked));
            });
    Map<Protocol, List<NaiveForecast>> naive = TrialReader.naive(spark, runs);
    List<String> generated = TrialReader.generated(spark, runs);
    SummaryTables.write(
        store, summaries.values(), answers.values().stream().flatMap(List::stream).toList());
    SummaryTables.writeJoined(spark, runs);
    PrintWriter text = console.text();
    runs.notes().forEach(note -> notes(note, text));
    if (summaries.isEmpty()) {
      text.printf("%nNo trial has a result; 'show TRIAL_ID' prints the error of one.%n");
    }
    List<ProtocolComparison.Side> sides = new ArrayList<>();
    summaries.forEach(
        (protocol, summary) -> {
          text.printf("%nTest MAE in raw units, protocol '%s':%n%n", protocol.id());
          text.print(HeadlineTable.render(summary, "MAE", generated(generated, summary)));
          text.print(NaiveNote.render(summary, naive.get(protocol)));
          answer(answers.get(protocol), text);
          sides.add(
              new ProtocolComparison.Side(
                  protocol, summary, naive.get(protocol), answers.get(protocol)));
        });
    if (sides.size() > 1) {
      text.printf("%nThe same configurations under each protocol:%n%n");
      text.print(ProtocolComparison.render(sides));
    }
    text.printf(
        "%nParquet: %s/{%scells,tests,answers}/run=%s%n",
        store.root(), store.hasTrials() ? "trials,epochs,layers," : "", store.run());
    text.printf("Report:  %s%n", page.write(spark, runs, sides, generated));
    text.flush();
    return new Stages.Summarized(summaries, naive, answers);
  }

  private static void notes(RunDetails.Fact note, PrintWriter text) {
    LabelledLines lines = new LabelledLines(text);
    for (int i = 0; i < note.values().size(); i++) {
      lines.print(i == 0 ? note.name() : "", note.values().get(i));
    }
  }

  private static void answer(List<Answer> answers, PrintWriter text) {
    if (!answers.isEmpty()) {
      text.printf("%nWhat is asked, answered place by place:%n%n%s", AnswerTable.render(answers));
    }
  }

  /** Those of the generated data sets that a table shows. */
  private static List<String> generated(List<String> all, Summary summary) {
    return all.stream()
        .filter(
            dataset ->
                summary.cells().stream().anyMatch(cell -> cell.place().dataset().equals(dataset)))
        .toList();
  }
}
