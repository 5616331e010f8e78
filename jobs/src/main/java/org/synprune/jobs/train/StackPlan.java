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
   */
  private record Common(TrainingSettings settings, boolean learns) {

    static Common of(Trial trial) {
      return new Common(trial.settings(), trial.regulariser().learnsRate());
    }
  }

  /**
   * Trials with equal settings, those alike side by side, in stacks of about equal size.
   *
   * @param trials trials of one place
   * @param most how many trials like one fit into a stack
   * @return stacks, those with dropout in their forecasts first in each
   */
  static List<List<Trial>> stacks(List<Trial> trials, ToIntFunction<Trial> most) {
    List<List<Trial>> stacks = new ArrayList<>();
    Map<Common, List<Trial>> byCommon =
        trials.stream()
            .distinct()
            .sorted(Comparator.comparing(Trial::regulariser, STOCHASTIC_FIRST))
            .collect(Collectors.groupingBy(Common::of, LinkedHashMap::new, Collectors.toList()));
    byCommon.forEach(
        (common, alike) -> {
          int size = most.applyAsInt(alike.get(0));
          int count = (alike.size() + size - 1) / size;
          for (int i = 0; i < count; i++) {
            stacks.add(alike.subList(i * alike.size() / count, (i + 1) * alike.size() / count));
          }
        });
    return stacks;
  }
}
