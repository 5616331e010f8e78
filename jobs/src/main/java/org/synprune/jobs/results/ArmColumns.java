package org.synprune.jobs.results;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.OwnNetwork;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;

/** Columns of {@code trials} with the settings that hold for a trial, its arm and its network. */
final class ArmColumns {

  private static final String SHARE = "share, 0 to 1";

  private ArmColumns() {}

  static void add(Table.Builder<TrialRow> table) {
    arm(table);
    pruning(table);
    training(table);
    table.text(
        "architecture_settings",
        "JSON",
        "type, version and settings of a network of own code; empty for all others",
        row -> trial(row).architecture().network().map(OwnNetwork::config).orElse(null));
  }

  private static void arm(Table.Builder<TrialRow> table) {
    table
        .text(
            "regulariser_type",
            "id",
            "what the arm does; pruning if it is composed of parts",
            row -> trial(row).spec().type())
        .text(
            "regulariser_settings",
            "JSON",
            "settings that the arm doesn't share with the others; empty if it shares all",
            row -> trial(row).spec().settingsConfig().orElse(null))
        .number(
            "dropout_rate",
            SHARE,
            "activations dropped in training, at first if that is learned; empty without dropout",
            row -> trial(row).dropoutRate() > 0 ? (Double) trial(row).dropoutRate() : null)
        .integer(
            "mc_passes",
            "count",
            "forecasts that are averaged; empty without dropout in forecasts",
            row -> trial(row).scoredPasses() > 1 ? (Integer) trial(row).scoredPasses() : null);
  }

  private static void pruning(Table.Builder<TrialRow> table) {
    table
        .number(
            "min_sparsity",
            SHARE,
            "target at the end of the warm-up; empty if the arm has none",
            pruning(trial -> trial.regulariser().warmsUp(), s -> s.pruning().minSparsity()))
        .number(
            "max_sparsity",
            SHARE,
            "target in the end; empty without pruning",
            pruning(trial -> trial.regulariser().prunes(), s -> s.pruning().maxSparsity()))
        .integer(
            "warmup",
            "epochs",
            "trained before pruning begins; empty if the arm has none",
            pruning(trial -> trial.regulariser().warmsUp(), s -> s.pruning().warmup()))
        .integer(
            "update_every",
            "batches",
            "between updates of the masks; empty without updates",
            pruning(trial -> trial.regulariser().updates(), s -> s.pruning().every()));
  }

  private static void training(Table.Builder<TrialRow> table) {
    table
        .integer("epochs", "count", "longest training", row -> settings(row).epochs())
        .integer("batch_size", "windows", "in a batch", row -> settings(row).batchSize())
        .number("learning_rate", "number", "Adam's step size", row -> settings(row).learningRate())
        .integer(
            "hidden",
            "count",
            "units of the recurrent layer, or the transformer's embedding size",
            row -> settings(row).hidden());
  }

  private interface Holds {
    boolean of(Trial trial);
  }

  private static <V> Function<TrialRow, @Nullable V> pruning(
      Holds has, Function<TrainingSettings, V> value) {
    return row -> has.of(trial(row)) ? value.apply(settings(row)) : null;
  }

  private static TrainingSettings settings(TrialRow row) {
    return trial(row).resolved();
  }

  private static Trial trial(TrialRow row) {
    return row.outcome().trial();
  }
}
