package org.synprune.jobs.train.stack;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningParts.Part;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.pruning.CountRule;
import org.synprune.pruning.Progress;
import org.synprune.pruning.Regrowth;
import org.synprune.pruning.Saliency;
import org.synprune.pruning.Scope;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.SynapticPruner;
import org.synprune.pruning.SynapticPrunerBuilder;

/** Composes a pruner of lib-pruning's parts, which a grid gives by name. */
final class PruningComposer {

  /** Share of active weights that are exchanged at first (Evci et al. 2020, section 3). */
  private static final double EXCHANGED = 0.3;

  private static final Map<String, Kind<SparsitySchedule>> SCHEDULES = schedules();
  private static final Map<String, Kind<Saliency>> SALIENCIES = saliencies();
  private static final Map<String, Kind<Structure>> STRUCTURES = structures();
  private static final Map<String, Kind<SynapticPrunerBuilder>> REGROWTHS = regrowths();

  private final PruningParts parts;

  private PruningComposer(PruningParts parts) {
    this.parts = parts;
  }

  /**
   * What parts are made from.
   *
   * @param settings sparsities and times, in epochs
   * @param begin when pruning begins, in the unit of the schedule's time
   * @param end when it ends, in the same unit
   * @param seed of what is drawn at random
   */
  record Frame(PruningSettings settings, double begin, double end, long seed) {}

  /** A part that can be chosen by name: the settings it takes, and how it is made. */
  private record Kind<T>(Set<String> keys, Maker<T> maker) {}

  private interface Maker<T> {
    T make(Part part, Frame frame, SynapticPrunerBuilder builder);
  }

  /**
   * Composes.
   *
   * @param parts by their roles
   * @param frame what they are made from
   * @return a builder that can be changed further
   * @throws InvalidSettingException if a part or a setting of it isn't known, or is missing
   * @throws IllegalArgumentException if the library refuses a value; the message says why
   */
  static SynapticPrunerBuilder compose(PruningParts parts, Frame frame) {
    return new PruningComposer(parts).compose(frame);
  }

  /** Whether the schedule's time counts batches instead of epochs. */
  static boolean countsBatches(PruningParts parts) {
    return new PruningComposer(parts).choice(Role.PROGRESS, Progress.EPOCH, progresses())
        == Progress.STEP;
  }

  /** Whether the schedule begins at the warm-up's end, not with the training. */
  static boolean warmsUp(PruningParts parts) {
    Part schedule = parts.parts().get(Role.SCHEDULE);
    return schedule == null || !schedule.name().equals("constant");
  }

  private SynapticPrunerBuilder compose(Frame frame) {
    SynapticPrunerBuilder builder =
        SynapticPruner.builder().optUpdateEvery(frame.settings().every());
    builder.optSchedule(make(Role.SCHEDULE, "cubic", SCHEDULES, frame, builder));
    builder.optSaliency(make(Role.SALIENCY, "magnitude", SALIENCIES, frame, builder));
    builder.optStructure(make(Role.STRUCTURE, "unstructured", STRUCTURES, frame, builder));
    builder.optProgress(choice(Role.PROGRESS, Progress.EPOCH, progresses()));
    if (parts.parts().containsKey(Role.SCOPE)) {
      builder.optScope(choice(Role.SCOPE, Scope.GLOBAL, scopes()));
    }
    if (parts.parts().containsKey(Role.COUNT_RULE)) {
      builder.optCountRule(choice(Role.COUNT_RULE, CountRule.EXACT, countRules()));
    }
    return make(Role.REGROWTH, "none", REGROWTHS, frame, builder);
  }

  private <T> T make(
      Role role,
      String fallback,
      Map<String, Kind<T>> kinds,
      Frame frame,
      SynapticPrunerBuilder builder) {
    Part part = parts.parts().getOrDefault(role, new Part(fallback, new TreeMap<>()));
    Kind<T> kind = kinds.get(part.name());
    if (kind == null) {
      throw unknown(role, part.name(), kinds.keySet());
    }
    requireKeys(role, part, kind.keys());
    return kind.maker().make(part, frame, builder);
  }

  private <T> T choice(Role role, T fallback, Map<String, T> choices) {
    Part part = parts.parts().get(role);
    if (part == null) {
      return fallback;
    }
    T choice = choices.get(part.name());
    if (choice == null) {
      throw unknown(role, part.name(), choices.keySet());
    }
    requireKeys(role, part, Set.of());
    return choice;
  }

  private static InvalidSettingException unknown(Role role, String name, Set<String> known) {
    return new InvalidSettingException(
        "regularisers",
        "holds an arm with %s = '%s', expected one of %s",
        role.key(),
        name,
        String.join(", ", known));
  }

  private static void requireKeys(Role role, Part part, Set<String> keys) {
    for (String key : part.settings().keySet()) {
      if (!keys.contains(key)) {
        throw new InvalidSettingException(
            "regularisers",
            "holds an arm whose %s '%s' has '%s', expected %s",
            role.key(),
            part.name(),
            key,
            keys.isEmpty() ? "no settings" : String.join(", ", new TreeSet<>(keys)));
      }
    }
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
                    at.settings.minSparsity(), at.settings.maxSparsity(), at.begin, at.end)));
    kinds.put(
        "polynomial",
        new Kind<>(
            Set.of("power"),
            (part, at, builder) ->
                SparsitySchedule.polynomial(
                    at.settings.minSparsity(),
                    at.settings.maxSparsity(),
                    at.begin,
                    at.end,
                    part.settings().getOrDefault("power", 3.0))));
    kinds.put(
        "one-shot",
        new Kind<>(
            Set.of(),
            (part, at, builder) -> SparsitySchedule.oneShot(at.settings.maxSparsity(), at.begin)));
    kinds.put(
        "constant",
        new Kind<>(
            Set.of(), (part, at, builder) -> SparsitySchedule.constant(at.settings.maxSparsity())));
    kinds.put(
        "grow-then-prune",
        new Kind<>(
            Set.of(),
            (part, at, builder) ->
                SparsitySchedule.growThenPrune(
                    at.settings.maxSparsity(),
                    at.settings.minSparsity(),
                    at.settings.maxSparsity(),
                    at.begin,
                    at.end)));
    return kinds;
  }

  private static Map<String, Kind<Saliency>> saliencies() {
    Map<String, Kind<Saliency>> kinds = new LinkedHashMap<>();
    kinds.put("magnitude", new Kind<>(Set.of(), (part, at, builder) -> Saliency.magnitude()));
    kinds.put(
        "gradient-magnitude",
        new Kind<>(Set.of(), (part, at, builder) -> Saliency.gradientMagnitude()));
    kinds.put("random", new Kind<>(Set.of(), (part, at, builder) -> Saliency.random(at.seed)));
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
                builder.optRegrowth(Regrowth.byGradient(fraction(part), at.end, at.seed))));
    kinds.put(
        "random",
        new Kind<>(
            Set.of("fraction"),
            (part, at, builder) ->
                builder.optRegrowth(Regrowth.random(fraction(part), at.end, at.seed))));
    return kinds;
  }

  private static double fraction(Part part) {
    return part.settings().getOrDefault("fraction", EXCHANGED);
  }

  private static Map<String, Scope> scopes() {
    return byName(Scope.values());
  }

  private static Map<String, CountRule> countRules() {
    return byName(CountRule.values());
  }

  private static Map<String, Progress> progresses() {
    return byName(Progress.values());
  }

  private static <E extends Enum<E>> Map<String, E> byName(E[] all) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E one : all) {
      byName.put(one.name().toLowerCase(Locale.ROOT).replace('_', '-'), one);
    }
    return byName;
  }
}
