package org.synprune.jobs.results;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.synprune.jobs.baseline.Baseline;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.train.outcome.TrialOutcome.Epoch;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.outcome.TrialOutcome.Step;

/**
 * All tables of a result folder, with the meaning and unit of each column. TableColumn {@code run}
 * is the name of the folder that a file lies in.
 */
public final class ResultTables {

  /** Value of {@code status} for a trial with a result. */
  public static final String COMPLETED = "COMPLETED";

  /** Value of {@code status} for a trial without one. */
  static final String FAILED = "FAILED";

  /** The column that every table has besides its own. */
  public static final TableColumn RUN =
      new TableColumn("run", TableColumn.Type.TEXT, "name", "run that the row is of");

  /** One row an attempt. */
  public static final Table<TrialRow> TRIALS = TrialsTable.TRIALS;

  /** One row an epoch of a completed trial. */
  public static final Table<OfTrial<Epoch>> EPOCHS =
      Table.<OfTrial<Epoch>>named("epochs", "sweep")
          .key("trial_id", "epoch")
          .text("trial_id", "32 hex digits", "trial, as in trials", OfTrial::trialId)
          .integer("epoch", "epoch, from 1", "number of the epoch", row -> row.value().epoch())
          .number(
              "train_loss",
              "squared standard deviations of the target",
              "mean squared error over the epoch's batches",
              row -> row.value().trainLoss())
          .number(
              "validation_loss",
              "squared standard deviations of the target",
              "mean squared error on the validation windows",
              row -> row.value().validationLoss())
          .number(
              "validation_mae",
              "standard deviations of the target",
              "mean absolute error on the validation windows",
              row -> row.value().validationMae())
          .number(
              "sparsity",
              "share, 0 to 1",
              "prunable weights that are pruned at the epoch's end",
              row -> row.value().sparsity())
          .number("seconds", "seconds", "wall time of the epoch", row -> row.value().seconds())
          .build();

  /** One row an epoch and layer of a completed trial that prunes. */
  public static final Table<OfTrial<Layer>> LAYERS =
      Table.<OfTrial<Layer>>named("layers", "sweep")
          .key("trial_id", "layer", "epoch")
          .text("trial_id", "32 hex digits", "trial, as in trials", OfTrial::trialId)
          .integer("epoch", "epoch, from 1", "number of the epoch", row -> row.value().epoch())
          .text("layer", "path", "parameter in the network", row -> row.value().layer())
          .bigint("total", "count", "weights of the layer", row -> row.value().total())
          .bigint("pruned", "count", "weights pruned at the epoch's end", r -> r.value().pruned())
          .number(
              "sparsity",
              "share, 0 to 1",
              "weights of the layer that are pruned",
              row -> row.value().sparsity())
          .build();

  /** One row a step of the horizon of a completed trial that forecasts several. */
  public static final Table<OfTrial<Step>> STEPS =
      Table.<OfTrial<Step>>named("steps", "sweep")
          .key("trial_id", "step")
          .text("trial_id", "32 hex digits", "trial, as in trials", OfTrial::trialId)
          .integer("step", "time steps ahead, from 1", "step of the horizon", r -> r.value().step())
          .number(
              "mae",
              "raw units of the target",
              "mean absolute error of this step on the test windows",
              row -> row.value().mae())
          .number(
              "rmse",
              "raw units of the target",
              "root mean squared error of this step on the test windows",
              row -> row.value().rmse())
          .number(
              "mase",
              "ratio",
              "mae over the mean absolute one-step change of the train rows",
              row -> row.value().mase())
          .number(
              "naive_mae",
              "raw units of the target",
              "mae of forecasting the last known value",
              row -> row.value().naiveMae())
          .build();

  /** One row a pair of arms that the run's grid asks for, where it asks for some. */
  public static final Table<Question.Pair> QUESTIONS =
      Table.<Question.Pair>named("questions", "sweep")
          .text("treatment", "name", "arm that is asked for", row -> row.treatment().name())
          .text("against", "name", "arm it is compared with", row -> row.against().name())
          .build();

  /** One row a trial that counts where several runs are summed up together. */
  public static final Table<JoinedTrial> JOINED =
      Table.<JoinedTrial>named("joined", "summarize")
          .text("trial_id", "32 hex digits", "trial, as in trials", JoinedTrial::trialId)
          .text("source", "name", "run that the trial is of, as in trials", JoinedTrial::source)
          .text(
              "variant",
              "settings such as hidden=32",
              "training settings that the runs vary together; often empty",
              JoinedTrial::variant)
          .build();

  /** One row a data set, protocol, lookback and forecast that costs nothing. */
  public static final Table<Baseline> BASELINES = BaselinesTable.BASELINES;

  /** Tables whose files count only beside the file of their work unit in the first. */
  static final List<Table<?>> OF_UNITS = List.of(TRIALS, EPOCHS, LAYERS, STEPS);

  /** The other tables: what is asked of the trials, what they are beside, what is made of them. */
  static final List<Table<?>> DERIVED =
      List.of(
          QUESTIONS,
          JOINED,
          BASELINES,
          DerivedTables.CELLS,
          DerivedTables.ANSWERS,
          DerivedTables.TESTS,
          DerivedTables.INFERENCE,
          DerivedTables.REGRESSIONS);

  private ResultTables() {}

  /**
   * All tables.
   *
   * @return the tables, those of a sweep first
   */
  public static List<Table<?>> all() {
    return Stream.concat(OF_UNITS.stream(), DERIVED.stream()).toList();
  }

  /**
   * Finds a table.
   *
   * @param name any name
   * @return the table of that name, or nothing
   */
  public static Optional<Table<?>> find(String name) {
    return all().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /**
   * A trial that counts where several runs are summed up together.
   *
   * @param trialId the trial
   * @param source the run that it is read from
   * @param variant the training settings that the runs vary together, as text
   */
  public record JoinedTrial(String trialId, String source, String variant) {}

  /**
   * A part of a trial's outcome beside the trial's id.
   *
   * @param <T> the part's type
   * @param trialId the trial
   * @param value the part
   */
  public record OfTrial<T>(String trialId, T value) {}
}
