package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.synprune.pruning.Preset;

/**
 * How the arms that prune do so (paper, section 3.2). Methods of others take of it what they have:
 * {@code rigl} and {@code set} are at {@code maxSparsity} from the first batch, {@code snip} prunes
 * to it at the first batch.
 *
 * @param preset which reading of the paper
 * @param minSparsity target at the end of the warm-up, in [0, 1)
 * @param maxSparsity target at the end of the schedule, in [0, 1), at least {@code minSparsity}
 * @param warmup epochs before pruning starts
 * @param every batches between mask updates
 */
public record PruningSettings(
    Preset preset, double minSparsity, double maxSparsity, int warmup, int every)
    implements Serializable {

  /** The paper's: from 30% to 70%, 2 epochs of warm-up, every 5th batch. */
  public static final PruningSettings PAPER = new PruningSettings(Preset.PAPER, 0.3, 0.7, 2, 5);

  /**
   * Validates.
   *
   * @throws InvalidSettingException if a setting is out of its range
   */
  public PruningSettings {
    Objects.requireNonNull(preset, "preset");
    requireSparsity("min-sparsity", minSparsity);
    requireSparsity("max-sparsity", maxSparsity);
    if (maxSparsity < minSparsity) {
      throw new InvalidSettingException(
          "max-sparsity", "is %s, expected at least min-sparsity %s", maxSparsity, minSparsity);
    }
    if (warmup < 0) {
      throw new InvalidSettingException("warmup", "is %d, expected 0 epochs or more", warmup);
    }
    if (every < 1) {
      throw new InvalidSettingException("every", "is %d, expected 1 batch or more", every);
    }
  }

  /**
   * The preset's name in files, results and on the command line.
   *
   * @return the lower-case name with dashes
   */
  public String presetId() {
    return id(preset);
  }

  /**
   * All presets by the name they have in files, results and on the command line.
   *
   * @return id to preset, in the order of declaration
   */
  public static Map<String, Preset> presetsById() {
    Map<String, Preset> all = new LinkedHashMap<>();
    for (Preset one : Preset.values()) {
      all.put(id(one), one);
    }
    return all;
  }

  static String id(Preset preset) {
    return preset.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void requireSparsity(String key, double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new InvalidSettingException(key, "is %s, expected a share in [0, 1)", sparsity);
    }
  }
}
