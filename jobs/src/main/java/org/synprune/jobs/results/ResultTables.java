package org.synprune.jobs.results;

import java.util.function.Function;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;

/** The tables that a sweep writes. Column {@code run} is the folder each file lies in. */
public final class ResultTables {

  /** Value of {@code status} for a trial with a result. */
  public static final String COMPLETED = "COMPLETED";

  /** Value of {@code status} for a trial without one. */
  public static final String FAILED = "FAILED";

  /** One row an attempt. */
  public static final Table<TrialRow> TRIALS =
      Table.<TrialRow>named("trials")
          .text("trial_id", TrialRow::trialId)
          .text("dataset", row -> trial(row).dataset())
          .text("architecture", row -> trial(row).architecture().id())
          .integer("lookback", row -> trial(row).lookback())
          .integer("features", row -> row.series().features().size())
          .text("regulariser", row -> trial(row).regulariser().id())
          .bigint("seed", row -> trial(row).seed())
          .text("protocol", row -> trial(row).protocol().id())
          .text("preset", row -> trial(row).settings().pruning().presetId())
          .text("status", row -> row.completed() ? COMPLETED : FAILED)
          .integer("attempt", TrialRow::attempt)
          .text("error", row -> row.outcome() instanceof Failed f ? f.error() : null)
          .text("error_message", row -> row.outcome() instanceof Failed f ? f.message() : null)
          .number("mae", completed(c -> c.score().mae()))
          .number("rmse", completed(c -> c.score().rmse()))
          .number("mase", completed(c -> c.score().mase()))
          .number("mae_scaled", completed(c -> c.score().maeScaled()))
          .number("mae_best_epoch", completed(c -> c.scoreOfBestEpoch().mae()))
          .number("naive_mae", completed(c -> c.score().naiveMae()))
          .integer("test_windows", completed(c -> c.score().windows()))
          .integer("restored_epoch", completed(Completed::restoredEpoch))
          .integer("best_epoch", completed(Completed::bestEpoch))
          .integer("epochs_run", completed(c -> c.epochs().size()))
          .number("planned_sparsity", completed(c -> c.sparsity().planned()))
          .number("achieved_sparsity", completed(c -> c.sparsity().achieved()))
          .bigint("parameters", completed(c -> c.sparsity().parameters()))
          .bigint("nonzeros", completed(c -> c.sparsity().nonzeros()))
          .bigint("bytes_dense", completed(c -> c.sparsity().bytesDense()))
          .bigint("bytes_csr", completed(c -> c.sparsity().bytesCsr()))
          .number("seconds_train", row -> row.outcome().seconds().train())
          .number("seconds_eval", row -> row.outcome().seconds().evaluation())
          .text("device", row -> row.provenance().device())
          .text("gpu_address", row -> row.provenance().gpuAddress())
          .text("engine_flags", row -> row.provenance().engineFlags())
          .text("host", row -> row.provenance().host())
          .integer("threads", row -> row.provenance().threads())
          .text("program_version", row -> row.provenance().program())
          .text("git_commit", row -> row.provenance().commit())
          .text("djl_version", row -> row.provenance().djl())
          .text("engine_version", row -> row.provenance().engine())
          .text("spark_version", row -> row.provenance().spark())
          .text("java_version", row -> row.provenance().java())
          .text("series_id", row -> row.series().id())
          .text("data_sha256", row -> row.series().sha256())
          .text("settings", row -> trial(row).settingsConfig())
          .text("config", row -> trial(row).config())
          .timestamp("finished_at", TrialRow::finishedMicros)
          .build();

  /** One row an epoch of a completed trial. */
  public static final Table<Of<Epoch>> EPOCHS =
      Table.<Of<Epoch>>named("epochs")
          .text("trial_id", Of::trialId)
          .integer("epoch", row -> row.value().epoch())
          .number("train_loss", row -> row.value().trainLoss())
          .number("validation_loss", row -> row.value().validationLoss())
          .number("validation_mae", row -> row.value().validationMae())
          .number("sparsity", row -> row.value().sparsity())
          .number("seconds", row -> row.value().seconds())
          .build();

  /** One row an epoch and layer of a completed trial that prunes. */
  static final Table<Of<Layer>> LAYERS =
      Table.<Of<Layer>>named("layers")
          .text("trial_id", Of::trialId)
          .integer("epoch", row -> row.value().epoch())
          .text("layer", row -> row.value().layer())
          .bigint("total", row -> row.value().total())
          .bigint("pruned", row -> row.value().pruned())
          .number("sparsity", row -> row.value().sparsity())
          .build();

  private ResultTables() {}

  /**
   * A part of a trial's outcome beside the trial's id.
   *
   * @param <T> the part's type
   * @param trialId the trial
   * @param value the part
   */
  public record Of<T>(String trialId, T value) {}

  private static Trial trial(TrialRow row) {
    return row.outcome().trial();
  }

  private static <V> Function<TrialRow, V> completed(Function<Completed, V> value) {
    return row ->
        row.outcome() instanceof TrialOutcome.Completed completed ? value.apply(completed) : null;
  }
}
