package org.synprune.jobs.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.pruning.Preset;

/** Which trials are trained side by side. */
final class StackPlan {

  private static final Comparator<Regulariser> STOCHASTIC_FIRST =
      Comparator.comparing((Regulariser one) -> one != Regulariser.MC_DROPOUT)
          .thenComparing(one -> one != Regulariser.DROPOUT)
          .thenComparing(one -> !one.learnsRate())
          .thenComparing(Comparator.naturalOrder());

  private StackPlan() {}

  /**
   * What trials of a stack have in common. Those that learn their dropout keep to themselves, as a
   * stack's networks drop in one way.
   *
   * @param settings of training
   * @param learns whether they learn their dropout
   * @param preset which weights may be pruned
   */
  private record Common(TrainingSettings settings, boolean learns, Preset preset) {

    static Common of(Trial trial) {
      return new Common(
          trial.settings(), trial.regulariser().learnsRate(), trial.resolved().pruning().preset());
    }
  }

  /**
   * A stack to be trained.
   *
   * @param trials those with dropout in their forecasts come first
   * @param size how many of their kind are trained side by side where there are enough
   */
  record Planned(List<Trial> trials, int size) {}

  /**
   * Trials with equal settings, those alike side by side, in stacks of about equal size.
   *
   * @param trials trials of one place
   * @param most how many of trials with equal settings fit into a stack
   * @return stacks
   */
  static List<Planned> stacks(List<Trial> trials, ToIntFunction<List<Trial>> most) {
    List<Planned> stacks = new ArrayList<>();
    Map<Common, List<Trial>> byCommon =
        trials.stream()
            .distinct()
            .sorted(
                Comparator.comparing(Trial::regulariser, STOCHASTIC_FIRST)
                    .thenComparing(trial -> trial.spec().name()))
            .collect(Collectors.groupingBy(Common::of, LinkedHashMap::new, Collectors.toList()));
    byCommon.forEach(
        (common, alike) -> {
          int size = most.applyAsInt(alike);
          int count = (alike.size() + size - 1) / size;
          for (int i = 0; i < count; i++) {
            stacks.add(
                new Planned(
                    alike.subList(i * alike.size() / count, (i + 1) * alike.size() / count), size));
          }
        });
    return stacks;
  }
}
