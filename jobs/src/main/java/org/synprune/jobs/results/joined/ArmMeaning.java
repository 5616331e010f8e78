package org.synprune.jobs.results.joined;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Regulariser;

/**
 * What an arm does, whatever its name: its type and all settings that have a say in it, be they its
 * own or those that the arms of its run share. Settings of {@code training} aren't among them, as
 * they tell places apart.
 *
 * @param values each setting's value, by its key in a grid file
 */
record ArmMeaning(SortedMap<String, String> values) {

  private static final String TYPE = "type";

  /** Where the settings that an arm may have of its own lie where they are shared. */
  private static final Map<String, String> SHARED =
      Map.of(
          "rate", "training.dropout-rate",
          "mc-passes", "training.mc-passes",
          "preset", "pruning.preset",
          "min-sparsity", "pruning.min-sparsity",
          "max-sparsity", "pruning.max-sparsity",
          "warmup", "pruning.warmup",
          "every", "pruning.every");

  /**
   * Reads an arm.
   *
   * @param type what the arm does: a regulariser's id, or {@link ArmSpec#COMPOSED}
   * @param own its own settings as JSON; null for none
   * @param settings the settings that the arms of its run share, as JSON
   */
  static ArmMeaning of(String type, @Nullable String own, String settings) {
    Config shared = ConfigFactory.parseString(settings);
    SortedMap<String, String> values = new TreeMap<>();
    values.put(TYPE, type);
    Regulariser regulariser =
        type.equals(ArmSpec.COMPOSED) ? Regulariser.SYNAPTIC_PRUNING : Regulariser.byId().get(type);
    SHARED.forEach(
        (key, path) -> {
          if (matters(key, regulariser) && shared.hasPath(path)) {
            values.put(key, text(shared.getValue(path).unwrapped()));
          }
        });
    if (own != null) {
      ConfigFactory.parseString(own)
          .entrySet()
          .forEach(
              one ->
                  values.put(
                      String.join(".", ConfigUtil.splitPath(one.getKey())),
                      text(one.getValue().unwrapped())));
    }
    return new ArmMeaning(values);
  }

  /** Whether a setting has a say; of a type that this program doesn't know, all have. */
  private static boolean matters(String key, @Nullable Regulariser type) {
    if (type == null) {
      return true;
    }
    return switch (key) {
      case "rate" -> type.drops();
      case "mc-passes" -> type == Regulariser.MC_DROPOUT;
      case "min-sparsity", "warmup" -> type.warmsUp();
      case "every" -> type.updates();
      default -> type.prunes();
    };
  }

  /** Numbers alike, however they are written: {@code 1} and {@code 1.0}. */
  private static String text(Object value) {
    return value instanceof Number number
        ? String.valueOf(number.doubleValue()).replaceFirst("\\.0$", "")
        : String.valueOf(value);
  }

  /** The first setting in which another arm differs; empty if none does. */
  Optional<String> difference(ArmMeaning other) {
    TreeSet<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    return keys.stream()
        .filter(key -> !value(key).equals(other.value(key)))
        // Another type says more than what follows from it.
        .reduce((first, next) -> next.equals(TYPE) ? next : first);
  }

  /** A setting's value, or that there is none. */
  String value(String key) {
    return values.getOrDefault(key, "none");
  }
}
