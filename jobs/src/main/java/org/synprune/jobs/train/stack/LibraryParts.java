package org.synprune.jobs.train.stack;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningParts.Part;
import org.synprune.pruning.CountRule;
import org.synprune.pruning.Regrowth;
import org.synprune.pruning.Saliency;
import org.synprune.pruning.ScheduleUnit;
import org.synprune.pruning.Scope;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPrunerBuilder;

/** The parts of lib-pruning by the names that grids have for them. */
final class LibraryParts {

  /** Share of active weights that are exchanged at first (Evci et al. 2020, section 3). */
  private static final double EXCHANGED = 0.3;

  static final Map<String, Kind<SparsitySchedule>> SCHEDULES = schedules();
  static final Map<String, Kind<Saliency>> SALIENCIES = saliencies();
  static final Map<String, Kind<Structure>> STRUCTURES = structures();
  static final Map<String, Kind<SynapticPrunerBuilder>> REGROWTHS = regrowths();

  private LibraryParts() {}

  /** A part that can be chosen by name: the settings it takes, and how it is made. */
  record Kind<T>(Set<String> keys, Maker<T> maker) {}

  /** Makes a part. */
  interface Maker<T> {
    T make(Part part, PruningComposer.Frame frame, SynapticPrunerBuilder builder);
  }

  private static double required(Part part, String key) {
    Double value = part.settings().get(key);
    if (value == null) {
      throw new InvalidSettingException(
          "regularisers", "holds an arm whose '%s' has no %s", part.name(), key);
    }
    return value;
  }

  private static int whole(Part part, String key) {
    double value = required(part, key);
    if (value != Math.rint(value)) {
      throw new InvalidSettingException(
          "regularisers",
          "holds an arm whose '%s' has %s = %s, expected a whole number",
          part.name(),
          key,
          value);
    }
    return (int) value;
  }

  private static Map<String, Kind<SparsitySchedule>> schedules() {
    Map<String, Kind<SparsitySchedule>> kinds = new LinkedHashMap<>();
    kinds.put(
        "cubic",
        new Kind<>(
            Set.of(),
            (part, at, builder) ->
                SparsitySchedule.cubic(
                    at.settings().minSparsity(),
                    at.settings().maxSparsity(),
                    at.begin(),
                    at.end())));
    kinds.put(
        "polynomial",
        new Kind<>(
            Set.of("power"),
            (part, at, builder) ->
                SparsitySchedule.polynomial(
                    at.settings().minSparsity(),
                    at.settings().maxSparsity(),
                    at.begin(),
                    at.end(),
                    part.settings().getOrDefault("power", 3.0))));
    kinds.put(
        "one-shot",
        new Kind<>(
            Set.of(),
            (part, at, builder) ->
                SparsitySchedule.oneShot(at.settings().maxSparsity(), at.begin())));
    kinds.put(
        "constant",
        new Kind<>(
            Set.of(),
            (part, at, builder) -> SparsitySchedule.constant(at.settings().maxSparsity())));
    kinds.put(
        "grow-then-prune",
        new Kind<>(
            Set.of(),
            (part, at, builder) ->
                SparsitySchedule.growThenPrune(
                    at.settings().maxSparsity(),
                    at.settings().minSparsity(),
                    at.settings().maxSparsity(),
                    at.begin(),
                    at.end())));
    return kinds;
  }

  private static Map<String, Kind<Saliency>> saliencies() {
    Map<String, Kind<Saliency>> kinds = new LinkedHashMap<>();
    kinds.put("magnitude", new Kind<>(Set.of(), (part, at, builder) -> Saliency.magnitude()));
    kinds.put(
        "gradient-magnitude",
        new Kind<>(Set.of(), (part, at, builder) -> Saliency.gradientMagnitude()));
    kinds.put("random", new Kind<>(Set.of(), (part, at, builder) -> Saliency.random(at.seed())));
    return kinds;
  }

  private static Map<String, Kind<Structure>> structures() {
    Map<String, Kind<Structure>> kinds = new LinkedHashMap<>();
    kinds.put(
        "unstructured", new Kind<>(Set.of(), (part, at, builder) -> Structure.unstructured()));
    kinds.put(
        "n-of-m",
        new Kind<>(
            Set.of("n", "m"),
            (part, at, builder) -> Structure.nOfM(whole(part, "n"), whole(part, "m"))));
    kinds.put("neurons", new Kind<>(Set.of(), (part, at, builder) -> Structure.neurons()));
    return kinds;
  }

  private static Map<String, Kind<SynapticPrunerBuilder>> regrowths() {
    Map<String, Kind<SynapticPrunerBuilder>> kinds = new LinkedHashMap<>();
    kinds.put("none", new Kind<>(Set.of(), (part, at, builder) -> builder));
    kinds.put(
        "gradient",
        new Kind<>(
            Set.of("fraction"),
            (part, at, builder) ->
                builder.optRegrowth(Regrowth.byGradient(fraction(part), at.end(), at.seed()))));
    kinds.put(
        "random",
        new Kind<>(
            Set.of("fraction"),
            (part, at, builder) ->
                builder.optRegrowth(Regrowth.random(fraction(part), at.end(), at.seed()))));
    return kinds;
  }

  private static double fraction(Part part) {
    return part.settings().getOrDefault("fraction", EXCHANGED);
  }

  static Map<String, Scope> scopes() {
    return byName(Scope.values());
  }

  static Map<String, CountRule> countRules() {
    return byName(CountRule.values());
  }

  static Map<String, ScheduleUnit> progresses() {
    return byName(ScheduleUnit.values());
  }

  private static <E extends Enum<E>> Map<String, E> byName(E[] all) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E one : all) {
      byName.put(one.name().toLowerCase(Locale.ROOT).replace('_', '-'), one);
    }
    return byName;
  }
}
