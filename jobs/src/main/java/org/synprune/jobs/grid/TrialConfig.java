package org.synprune.jobs.grid;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.HashMap;
import java.util.Map;

/** A trial as a line of text, {@link Trial#config()}, and what such a line says. */
public final class TrialConfig {

  private static final String TRAINING = "training";
  private static final String PRUNING = "pruning";
  private static final String ARCHITECTURE = "architecture";

  private TrialConfig() {}

  /** A trial's line. */
  static String of(Trial trial) {
    Map<String, Object> all = new HashMap<>();
    all.put("dataset", trial.dataset());
    all.put("protocol", trial.protocol().id());
    all.put(ARCHITECTURE, trial.architecture().entry());
    all.put("lookback", trial.lookback());
    all.put("regulariser", trial.spec().entry());
    all.put("seed", trial.seed());
    all.put(TRAINING, training(trial.settings()));
    all.put(PRUNING, pruning(trial.settings().pruning()));
    if (trial.horizon() > 1) {
      all.put("horizon", trial.horizon());
    }
    return render(all);
  }

  /** The objects of a trial's line that its comparison has to share. */
  static String settings(TrainingSettings settings) {
    return render(Map.of(TRAINING, training(settings), PRUNING, pruning(settings.pruning())));
  }

  /**
   * The network of a trial.
   *
   * @param config its {@link Trial#config()}
   * @return its network; with provider and settings if it is own code
   * @throws IllegalArgumentException if there is none
   */
  public static Architecture architecture(String config) {
    try {
      return Architecture.ofEntry(
          ConfigFactory.parseString(config).getValue(ARCHITECTURE).unwrapped());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "config names no architecture, expected one of "
              + String.join(", ", Architecture.byId().keySet())
              + ", or own code",
          e);
    }
  }

  /**
   * What a trial has to share with those that it is compared with.
   *
   * @param config its {@link Trial#config()}
   * @return its {@link Trial#settingsConfig()}
   */
  public static String settings(String config) {
    Config all = ConfigFactory.parseString(config);
    return render(
        Map.of(
            TRAINING,
            all.getObject(TRAINING).unwrapped(),
            PRUNING,
            all.getObject(PRUNING).unwrapped()));
  }

  private static Map<String, Object> training(TrainingSettings settings) {
    return Map.of(
        "epochs",
        settings.epochs(),
        "batch-size",
        settings.batchSize(),
        "learning-rate",
        settings.learningRate(),
        "hidden",
        settings.hidden(),
        "dropout-rate",
        settings.dropoutRate(),
        "mc-passes",
        settings.mcPasses(),
        "patience",
        settings.patience());
  }

  private static Map<String, Object> pruning(PruningSettings pruning) {
    return Map.of(
        "preset",
        pruning.presetId(),
        "min-sparsity",
        pruning.minSparsity(),
        "max-sparsity",
        pruning.maxSparsity(),
        "warmup",
        pruning.warmup(),
        "every",
        pruning.every());
  }

  private static String render(Map<String, Object> all) {
    return ConfigFactory.parseMap(all).root().render(ConfigRenderOptions.concise());
  }
}
