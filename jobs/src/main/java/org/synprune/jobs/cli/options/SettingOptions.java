package org.synprune.jobs.cli.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options that people try for settings of a grid, which {@code --set} changes. */
public final class SettingOptions {

  private static final Map<String, String> KEYS = keys();

  private SettingOptions() {}

  private static Map<String, String> keys() {
    Map<String, String> keys = new HashMap<>();
    for (String key :
        List.of(
            "training.epochs=5",
            "training.batch-size=32",
            "training.learning-rate=1e-4",
            "training.hidden=32",
            "training.dropout-rate=0.5",
            "training.mc-passes=50",
            "training.patience=5",
            "pruning.min-sparsity=0.2",
            "pruning.max-sparsity=0.9",
            "pruning.warmup=4",
            "pruning.every=10",
            "attempts=2",
            "horizon=24")) {
      keys.put(key.substring(key.indexOf('.') + 1, key.indexOf('=')), key);
    }
    keys.put("lr", keys.get("learning-rate"));
    keys.put("batch", keys.get("batch-size"));
    keys.put("dropout", keys.get("dropout-rate"));
    keys.put("sparsity", keys.get("max-sparsity"));
    keys.put("hidden-size", keys.get("hidden"));
    keys.put("units", keys.get("hidden"));
    return keys;
  }

  /**
   * The use of {@code --set} that does what an unknown option seems to ask for.
   *
   * @param option as the user wrote it, such as {@code --epochs=5}
   * @return such as {@code --set training.epochs=5}; empty if it resembles no setting
   */
  public static Optional<String> instead(String option) {
    String name = option.replaceFirst("^--?", "").replaceFirst("=.*", "").replace('_', '-');
    return option.startsWith("-")
        ? Optional.ofNullable(KEYS.get(name)).map(key -> "--set " + key)
        : Optional.empty();
  }
}
