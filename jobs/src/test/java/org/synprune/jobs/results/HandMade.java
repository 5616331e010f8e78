package org.synprune.jobs.results;

import java.util.List;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Score;
import org.synprune.jobs.train.outcome.TrialOutcome.Seconds;
import org.synprune.jobs.train.outcome.TrialOutcome.Sparsity;

/** Rows of trials that nobody trained. */
public final class HandMade {

  public static final SeriesInfo SERIES = TestSeries.sine(400, Protocol.STRICT).info();

  private HandMade() {}

  public static Trial trial(Regulariser arm, long seed) {
    return new Trial(
        "sine", Protocol.STRICT, Architecture.RNN, 7, arm, seed, TrainingSettings.PAPER);
  }

  public static TrialRow completed(Regulariser arm, long seed) {
    Score score = new Score(1, 1, 1, 1, 1, 10);
    return row(
        new Completed(
            trial(arm, seed),
            score,
            score,
            List.of(new Epoch(1, 1, 1, 1, .5, .1)),
            1,
            1,
            new Sparsity(.5, .5, 100, 50, 400, 300),
            List.of(new Layer(1, "a", 64, 32, .5)),
            new Seconds(1, .5)),
        1,
        seed);
  }

  public static TrialRow failed(
      Regulariser arm, long seed, int attempt, String error, String message) {
    return row(new Failed(trial(arm, seed), error, message, new Seconds(1, 0)), attempt, seed);
  }

  private static TrialRow row(TrialOutcome outcome, int attempt, long second) {
    return new TrialRow(
        TrialRow.idOf(outcome.trial(), SERIES),
        attempt,
        outcome,
        SERIES,
        new Provenance(
            "0.1", "abc", "0.35", "PyTorch 2.7", "3.5", "17", "cpu", null, "x=y", "host", 1),
        1_000_000L * second);
  }
}
