package org.synprune.jobs.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.train.outcome.TrainedModel;

/**
 * Which of the networks that work units train are saved, and where.
 *
 * @param mode which are kept
 * @param store where they go
 * @param scalers how each series was scaled
 */
record ModelSaving(SaveModels mode, ModelStore store, Map<SeriesKey, FeatureScaler> scalers)
    implements Serializable {

  /** The order in which models of a cell are preferred: by validation, never by test. */
  private static final Comparator<TrainedModel> PREFERRED =
      Comparator.comparingDouble(TrainedModel::validationLoss)
          .thenComparingLong(model -> model.outcome().trial().seed());

  ModelSaving {
    scalers = Map.copyOf(scalers);
  }

  void save(TrialRow row, TrainedModel model) {
    store.save(row, model, scalers.get(SeriesKey.of(row.outcome().trial())));
  }

  /** Keeps the networks of one work unit in memory until its rows are known. */
  UnitModels ofUnit() {
    return new UnitModels(this);
  }

  /** The networks of a unit: all of them, or the best of each arm. */
  static final class UnitModels {

    private final ModelSaving saving;
    private final Map<Trial, TrainedModel> all = new HashMap<>();
    private final Map<Arm, TrainedModel> best = new HashMap<>();

    private UnitModels(ModelSaving saving) {
      this.saving = saving;
    }

    TrainedModel.Sink sink() {
      return switch (saving.mode()) {
        case NONE -> TrainedModel.Sink.NONE;
        case ALL -> model -> all.put(model.outcome().trial(), model);
        case BEST ->
            model ->
                best.merge(
                    model.outcome().trial().arm(),
                    model,
                    (one, other) -> PREFERRED.compare(one, other) <= 0 ? one : other);
      };
    }

    /** Saves them. A best one that another unit outdoes is removed when the sweep ends. */
    void save(List<TrialRow> rows) {
      List<TrainedModel> models = new ArrayList<>(all.values());
      models.addAll(best.values());
      for (TrainedModel model : models) {
        Trial trial = model.outcome().trial();
        rows.stream()
            .filter(row -> row.completed() && row.outcome().trial().equals(trial))
            .findFirst()
            .ifPresent(row -> saving.save(row, model));
      }
    }
  }
}
