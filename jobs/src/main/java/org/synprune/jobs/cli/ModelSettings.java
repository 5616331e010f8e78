package org.synprune.jobs.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synprune.jobs.saved.ModelInfo;

/** The settings of a saved model in a line: those of its arm, and of its training. */
final class ModelSettings {

  private static final List<String> TRAINING =
      List.of("hidden", "epochs", "batch-size", "learning-rate");

  private ModelSettings() {}

  /**
   * Describes them.
   *
   * @param info what is known of the model
   * @return such as {@code type synaptic-pruning, max-sparsity 0.9; hidden 16, epochs 20, ..}; an
   *     arm that shares all settings isn't described
   */
  static String of(ModelInfo info) {
    Config config = ConfigFactory.parseString(info.config());
    ConfigValue arm = config.getValue("regulariser");
    String own = arm instanceof ConfigObject object ? own(object.toConfig()) : "";
    String training =
        TRAINING.stream()
            .map(key -> key + " " + config.getValue("training." + key).unwrapped())
            .collect(Collectors.joining(", "));
    return Stream.of(own, training)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String own(Config arm) {
    Map<String, Object> values = new TreeMap<>();
    arm.entrySet()
        .forEach(
            one ->
                values.put(
                    String.join(".", ConfigUtil.splitPath(one.getKey())),
                    one.getValue().unwrapped()));
    values.remove("name");
    Object type = values.remove("type");
    return Stream.concat(
            Stream.of("type " + type),
            values.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()))
        .collect(Collectors.joining(", "));
  }
}
