package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.sweep.Grid.Varied;
import org.synprune.pruning.Preset;

/**
 * Reads {@code training} and {@code pruning} of a grid file. A list in {@code training} varies a
 * setting: every combination makes places of its own.
 */
final class SettingsParser {

  private static final Set<String> VARIED =
      Set.of("epochs", "batch-size", "learning-rate", "hidden", "patience");

  private SettingsParser() {}

  /**
   * Reads all settings.
   *
   * @param file the grid file
   * @param chosen the pruning preset in place of the file's, or null
   * @return the settings of each combination
   * @throws BadInputException if one is wrong; names the line
   */
  static List<Varied> read(Section file, @Nullable Preset chosen) {
    PruningSettings pruning = pruning(file.section("pruning"), chosen);
    Section training = file.section("training");
    SortedSet<String> lists = training.lists();
    for (String key : lists) {
      if (!VARIED.contains(key)) {
        throw training.bad(
            key, "is a list, expected one value: give several to arms with settings of their own");
      }
    }
    List<Varied> variants = new ArrayList<>();
    for (Section one : training.combinations()) {
      TrainingSettings settings = training(one, pruning);
      SortedMap<String, Double> values = new TreeMap<>();
      lists.forEach(key -> values.put(key, one.number(key)));
      variants.add(new Varied(new Variant(values), settings));
    }
    return variants;
  }

  private static PruningSettings pruning(Section section, @Nullable Preset chosen) {
    PruningSettings paper = PruningSettings.PAPER;
    for (String key : section.lists()) {
      throw section.bad(
          key, "is a list, expected one value: give several to arms with settings of their own");
    }
    Preset own =
        section.has("preset")
            ? section.choice("preset", PruningSettings.presetsById())
            : paper.preset();
    PruningSettings pruning =
        checked(
            section,
            () ->
                new PruningSettings(
                    chosen == null ? own : chosen,
                    section.number("min-sparsity", paper.minSparsity()),
                    section.number("max-sparsity", paper.maxSparsity()),
                    section.integer("warmup", paper.warmup()),
                    section.integer("every", paper.every())));
    section.done();
    return pruning;
  }

  private static TrainingSettings training(Section section, PruningSettings pruning) {
    TrainingSettings paper = TrainingSettings.PAPER;
    TrainingSettings settings =
        checked(
            section,
            () ->
                new TrainingSettings(
                    section.integer("epochs", paper.epochs()),
                    section.integer("batch-size", paper.batchSize()),
                    section.number("learning-rate", paper.learningRate()),
                    section.integer("hidden", paper.hidden()),
                    section.number("dropout-rate", paper.dropoutRate()),
                    section.integer("mc-passes", paper.mcPasses()),
                    section.integer("patience", paper.patience()),
                    pruning));
    section.done();
    return settings;
  }

  /** Turns the refusal of a setting into an error that names the line. */
  static <T> T checked(Section section, Supplier<T> make) {
    try {
      return make.get();
    } catch (InvalidSettingException e) {
      throw section.bad(e.key(), e.problem());
    }
  }
}
