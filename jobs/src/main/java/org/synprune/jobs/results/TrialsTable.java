package org.synprune.jobs.results;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.jobs.train.outcome.TrialOutcome.Failed;

/** Table {@code trials}: one row an attempt at a trial. */
final class TrialsTable {

  private static final String RAW = "raw units of the target";
  private static final String SHARE = "share, 0 to 1";

  static final Table<TrialRow> TRIALS = columns().build();

  private TrialsTable() {}

  private static Table.Builder<TrialRow> columns() {
    Table.Builder<TrialRow> table =
        Table.<TrialRow>named("trials", "sweep").key("trial_id", "attempt", "status");
    grid(table);
    ArmColumns.add(table);
    status(table);
    errors(table);
    network(table);
    provenance(table);
    return table;
  }

  private static void grid(Table.Builder<TrialRow> table) {
    table
        .text("trial_id", "32 hex digits", "hash of config and series", TrialRow::trialId)
        .text("dataset", "name", "data set", row -> trial(row).dataset())
        .text("architecture", "id", "network", row -> trial(row).architecture().id())
        .integer("lookback", "time steps", "length of the input window", r -> trial(r).lookback())
        .integer("horizon", "time steps", "steps forecast from a window", r -> trial(r).horizon())
        .text(
            "variant",
            "settings such as hidden=32",
            "settings that the grid varies, and the horizon if it isn't 1; often empty",
            row -> trial(row).variant().toString())
        .text(
            "regulariser", "name", "arm: regulariser or pruning method", r -> trial(r).arm().name())
        .bigint("seed", "number", "seed of all that is drawn at random", row -> trial(row).seed())
        .text("protocol", "id", "how data are split and scored", row -> trial(row).protocol().id())
        .text(
            "preset",
            "id",
            "named set of pruning settings",
            row -> trial(row).resolved().pruning().presetId());
  }

  private static void status(Table.Builder<TrialRow> table) {
    table
        .text(
            "status",
            "COMPLETED or FAILED",
            "whether the attempt has a result",
            row -> row.completed() ? ResultTables.COMPLETED : ResultTables.FAILED)
        .integer("attempt", "count, from 1", "number of this attempt", TrialRow::attempt)
        .text(
            "error",
            "class name",
            "why the attempt failed",
            row -> row.outcome() instanceof Failed f ? f.error() : null)
        .text(
            "error_message",
            "text",
            "what the error said",
            row -> row.outcome() instanceof Failed f ? f.message() : null);
  }

  private static void errors(Table.Builder<TrialRow> table) {
    table
        .number("mae", RAW, "mean absolute error on the test windows", of(c -> c.score().mae()))
        .number(
            "rmse", RAW, "root mean squared error on the test windows", of(c -> c.score().rmse()))
        .number(
            "mase",
            "ratio",
            "mae over the mean absolute one-step change of the train rows",
            of(c -> c.score().mase()))
        .number(
            "mae_scaled",
            "standard deviations of the target",
            "mae of the scaled target",
            of(c -> c.score().maeScaled()))
        .number(
            "mae_best_epoch",
            RAW,
            "mae of the weights of best_epoch",
            of(c -> c.scoreOfBestEpoch().mae()))
        .number(
            "naive_mae",
            RAW,
            "mae of forecasting the last known value",
            of(c -> c.score().naiveMae()))
        .integer("test_windows", "count", "test windows scored", of(c -> c.score().windows()))
        .integer(
            "restored_epoch",
            "epoch, from 1",
            "epoch whose weights were scored",
            of(Completed::restoredEpoch))
        .integer(
            "best_epoch",
            "epoch, from 1",
            "epoch with the lowest validation loss",
            of(Completed::bestEpoch))
        .integer("epochs_run", "count", "epochs trained", of(c -> c.epochs().size()));
  }

  private static void network(Table.Builder<TrialRow> table) {
    table
        .number(
            "planned_sparsity",
            SHARE,
            "prunable weights to be pruned in the end; 0 without pruning",
            of(c -> c.sparsity().planned()))
        .number(
            "achieved_sparsity",
            SHARE,
            "prunable weights that are pruned in the scored network",
            of(c -> c.sparsity().achieved()))
        .bigint("parameters", "count", "all parameters", of(c -> c.sparsity().parameters()))
        .bigint("nonzeros", "count", "parameters not pruned", of(c -> c.sparsity().nonzeros()))
        .bigint(
            "bytes_dense",
            "bytes",
            "weight matrices as float32",
            of(c -> c.sparsity().bytesDense()))
        .bigint(
            "bytes_csr",
            "bytes",
            "weight matrices in compressed sparse rows",
            of(c -> c.sparsity().bytesCsr()))
        .number(
            "seconds_train",
            "seconds",
            "the trial's share of training time",
            row -> row.outcome().seconds().train())
        .number(
            "seconds_eval",
            "seconds",
            "the trial's share of validation and test time",
            row -> row.outcome().seconds().evaluation());
  }

  private static void provenance(Table.Builder<TrialRow> table) {
    table
        .text("device", "id", "what trained, such as cpu or gpu0", r -> r.provenance().device())
        .text(
            "gpu_address",
            "address",
            "the GPU that Spark gave the task",
            row -> row.provenance().gpuAddress())
        .text(
            "engine_flags",
            "key=value pairs",
            "settings of the engine that results may depend on",
            row -> row.provenance().engineFlags())
        .text("host", "name", "machine that trained", row -> row.provenance().host())
        .integer(
            "threads",
            "count",
            "threads of a trial's matrix operations",
            row -> row.provenance().threads())
        .text("program_version", "version", "this program", row -> row.provenance().program())
        .text("git_commit", "hash", "this program's source", row -> row.provenance().commit())
        .text("djl_version", "version", "DJL", row -> row.provenance().djl())
        .text("engine_version", "name and version", "DJL's engine", r -> r.provenance().engine())
        .text("spark_version", "version", "Spark", row -> row.provenance().spark())
        .text("java_version", "version", "Java", row -> row.provenance().java())
        .text(
            "series_id",
            "64 hex digits",
            "hash of the prepared series' recipe and input",
            row -> row.series().id())
        .text("data_sha256", "64 hex digits", "hash of the input file", r -> r.series().sha256())
        .text(
            "settings",
            "JSON",
            "training and pruning settings, the same for all trials of a run",
            row -> trial(row).settingsConfig())
        .text("config", "JSON", "the trial's whole configuration", row -> trial(row).config())
        .integer(
            "features",
            "count",
            "values of a time step of the window",
            row -> row.series().features().size())
        .truth(
            "generated",
            "whether the data were generated, not measured",
            row -> row.series().generated())
        .timestamp("finished_at", "when the row was written", TrialRow::finishedMicros);
  }

  private static Trial trial(TrialRow row) {
    return row.outcome().trial();
  }

  private static <V> Function<TrialRow, @Nullable V> of(Function<Completed, @Nullable V> value) {
    return row ->
        row.outcome() instanceof TrialOutcome.Completed completed ? value.apply(completed) : null;
  }
}
