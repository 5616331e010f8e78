package org.synprune.jobs.train;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.synprune.jobs.model.Architecture;
import org.synprune.jobs.series.Protocol;
import org.synprune.pruning.Preset;

/**
 * One training: everything that its result depends on besides the data.
 *
 * @param dataset name of the data set
 * @param protocol how it is split and scored
 * @param architecture the network
 * @param lookback rows of the input window
 * @param regulariser the arm
 * @param seed seeds initial weights, batch order and dropout; trials that share a seed are paired
 * @param settings what all arms share
 */
public record Trial(
    String dataset,
    Protocol protocol,
    Architecture architecture,
    int lookback,
    Regulariser regulariser,
    long seed,
    TrainingSettings settings)
    implements Serializable {

  /** Validates. */
  public Trial {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(regulariser, "regulariser");
    Objects.requireNonNull(settings, "settings");
    if (lookback < 1) {
      throw new IllegalArgumentException("lookback is " + lookback + ", expected 1 row or more");
    }
  }

  /**
   * The share of activations that this trial drops in training.
   *
   * @return the rate, 0 for no dropout
   */
  public double dropoutRate() {
    return switch (regulariser) {
      case NONE -> 0;
      case DROPOUT, MC_DROPOUT -> settings.dropoutRate();
      case SYNAPTIC_PRUNING ->
          architecture == Architecture.PATCHTST
                  && settings.pruning().preset() == Preset.REFERENCE_CODE
              ? settings.dropoutRate()
              : 0;
    };
  }

  /**
   * The epoch at which pruning reaches its final sparsity: three quarters through under {@code
   * strict}, so that every checkpoint it chooses from is fully sparse, else the last one.
   *
   * @return the epoch, counted from 1
   */
  public int scheduleEnd() {
    return protocol == Protocol.STRICT ? firstCandidate() - 1 : settings.epochs();
  }

  /**
   * The first epoch whose weights {@code strict} may restore: the last quarter's first.
   *
   * @return the epoch, counted from 1
   */
  public int firstCandidate() {
    return settings.epochs() - Math.max(1, settings.epochs() / 4) + 1;
  }

  /**
   * The whole trial as one line of JSON with sorted keys, which is HOCON too.
   *
   * @return the resolved configuration
   */
  public String config() {
    PruningSettings pruning = settings.pruning();
    Map<String, Object> all =
        Map.ofEntries(
            Map.entry("dataset", dataset),
            Map.entry("protocol", protocol.id()),
            Map.entry("architecture", architecture.id()),
            Map.entry("lookback", lookback),
            Map.entry("regulariser", regulariser.id()),
            Map.entry("seed", seed),
            Map.entry("epochs", settings.epochs()),
            Map.entry("batch-size", settings.batchSize()),
            Map.entry("learning-rate", settings.learningRate()),
            Map.entry("hidden", settings.hidden()),
            Map.entry("dropout-rate", settings.dropoutRate()),
            Map.entry("mc-passes", settings.mcPasses()),
            Map.entry("patience", settings.patience()),
            Map.entry(
                "pruning",
                Map.of(
                    "preset",
                    pruning.preset().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    "min-sparsity",
                    pruning.minSparsity(),
                    "max-sparsity",
                    pruning.maxSparsity(),
                    "warmup",
                    pruning.warmup(),
                    "every",
                    pruning.every())));
    return ConfigFactory.parseMap(all).root().render(ConfigRenderOptions.concise());
  }
}
