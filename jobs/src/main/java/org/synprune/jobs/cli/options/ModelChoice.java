package org.synprune.jobs.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.saved.ModelStore;
import picocli.CommandLine.Option;

/** Which of the saved models of a run are meant, by what they are models of. */
public final class ModelChoice {

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      description = "With --run: only models of these data sets.")
  private @Nullable List<String> datasets;

  @Option(
      names = "--architecture",
      paramLabel = "ID",
      split = ",",
      description = "With --run: only models of these networks.")
  private @Nullable List<String> architectures;

  @Option(
      names = "--lookback",
      paramLabel = "ROWS",
      split = ",",
      description = "With --run: only models of these lookback windows.")
  private @Nullable List<String> lookbacks;

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      split = ",",
      description =
          "With --run: only models of these arms, by the names that the run's grid gives them.")
  private @Nullable List<String> regularisers;

  /**
   * Whether any model is meant.
   *
   * @return false if an option narrows the choice
   */
  public boolean isAll() {
    return datasets == null && architectures == null && lookbacks == null && regularisers == null;
  }

  /**
   * Finds the models.
   *
   * @param models the models of a run
   * @return ids of their trials, one or more
   * @throws BadInputException if the run has no models, or none of a name that is given, or none of
   *     all of them
   */
  public List<String> of(ModelStore models) {
    List<ModelInfo> all = models.trialIds().stream().map(models::info).toList();
    if (all.isEmpty()) {
      throw new BadInputException(
          String.format(
              "run '%s' has no saved models in '%s', expected those of 'sweep --save-models best'",
              models.results().run(), models.results().root()));
    }
    List<ModelInfo> chosen = new ArrayList<>(all);
    narrow("--dataset", datasets, ModelInfo::dataset, all, chosen);
    narrow("--architecture", architectures, ModelInfo::architecture, all, chosen);
    narrow("--lookback", lookbacks, one -> Integer.toString(one.lookback()), all, chosen);
    narrow("--regulariser", regularisers, ModelInfo::regulariser, all, chosen);
    if (chosen.isEmpty()) {
      throw new BadInputException(
          "run '"
              + models.results().run()
              + "' has no saved model of that data set, network, lookback and arm together,"
              + " expected some that it has");
    }
    return chosen.stream().map(ModelInfo::trialId).toList();
  }

  private static void narrow(
      String option,
      @Nullable List<String> names,
      Function<ModelInfo, String> name,
      List<ModelInfo> all,
      List<ModelInfo> chosen) {
    if (names != null) {
      Choice.require(option, names, all.stream().map(name).distinct().sorted().toList());
      chosen.removeIf(one -> !names.contains(name.apply(one)));
    }
  }
}
