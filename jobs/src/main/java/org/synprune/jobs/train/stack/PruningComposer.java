package org.synprune.jobs.train.stack;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.Spelling;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.extend.PartRequest;
import org.synprune.jobs.extend.Provider;
import org.synprune.jobs.extend.SaliencyProvider;
import org.synprune.jobs.extend.ScheduleProvider;
import org.synprune.jobs.extend.Settings;
import org.synprune.jobs.extend.StructureProvider;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningParts.Part;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.pruning.CountRule;
import org.synprune.pruning.ScheduleUnit;
import org.synprune.pruning.Scope;
import org.synprune.pruning.SynapticPruner;
import org.synprune.pruning.SynapticPrunerBuilder;

/** Composes a pruner of lib-pruning's parts and of own code, which a grid gives by name. */
final class PruningComposer {

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
    return new PruningComposer(parts)
            .choice(Role.PROGRESS, ScheduleUnit.EPOCH, LibraryParts.progresses())
        == ScheduleUnit.STEP;
  }

  /** Whether the schedule begins at the warm-up's end, not with the training. */
  static boolean warmsUp(PruningParts parts) {
    Part schedule = parts.parts().get(Role.SCHEDULE);
    return schedule == null || !schedule.name().equals("constant");
  }

  private SynapticPrunerBuilder compose(Frame frame) {
    SynapticPrunerBuilder builder =
        SynapticPruner.builder().optUpdateEvery(frame.settings().every());
    builder.optSchedule(
        make(Role.SCHEDULE, "cubic", LibraryParts.SCHEDULES, frame, builder)
            .or(() -> own(Role.SCHEDULE, ScheduleProvider.class, frame, ScheduleProvider::create))
            .orElseThrow(() -> unknown(Role.SCHEDULE, LibraryParts.SCHEDULES.keySet())));
    builder.optSaliency(
        make(Role.SALIENCY, "magnitude", LibraryParts.SALIENCIES, frame, builder)
            .or(() -> own(Role.SALIENCY, SaliencyProvider.class, frame, SaliencyProvider::create))
            .orElseThrow(() -> unknown(Role.SALIENCY, LibraryParts.SALIENCIES.keySet())));
    builder.optStructure(
        make(Role.STRUCTURE, "unstructured", LibraryParts.STRUCTURES, frame, builder)
            .or(
                () ->
                    own(Role.STRUCTURE, StructureProvider.class, frame, StructureProvider::create))
            .orElseThrow(() -> unknown(Role.STRUCTURE, LibraryParts.STRUCTURES.keySet())));
    builder.optScheduleUnit(choice(Role.PROGRESS, ScheduleUnit.EPOCH, LibraryParts.progresses()));
    if (parts.parts().containsKey(Role.SCOPE)) {
      builder.optScope(choice(Role.SCOPE, Scope.GLOBAL, LibraryParts.scopes()));
    }
    if (parts.parts().containsKey(Role.COUNT_RULE)) {
      builder.optCountRule(choice(Role.COUNT_RULE, CountRule.EXACT, LibraryParts.countRules()));
    }
    return make(Role.REGROWTH, "none", LibraryParts.REGROWTHS, frame, builder)
        .orElseThrow(() -> unknown(Role.REGROWTH, LibraryParts.REGROWTHS.keySet()));
  }

  /** A part of the library; empty if it has none of that name. */
  private <T> Optional<T> make(
      Role role,
      String fallback,
      Map<String, LibraryParts.Kind<T>> kinds,
      Frame frame,
      SynapticPrunerBuilder builder) {
    Part part = parts.parts().getOrDefault(role, new Part(fallback, new TreeMap<>()));
    LibraryParts.Kind<T> kind = kinds.get(part.name());
    if (kind == null) {
      return Optional.empty();
    }
    requireKeys(role, part, kind.keys());
    return Optional.of(kind.maker().make(part, frame, builder));
  }

  /** A part of own code; empty if there is none of that name. */
  private <P extends Provider, T> Optional<T> own(
      Role role, Class<P> type, Frame frame, BiFunction<P, PartRequest, T> create) {
    Part part = Objects.requireNonNull(parts.parts().get(role));
    PruningSettings settings = frame.settings();
    PartRequest request =
        new PartRequest(
            new Settings(part.settings()),
            settings.minSparsity(),
            settings.maxSparsity(),
            frame.begin(),
            frame.end(),
            frame.seed());
    try {
      return OwnCode.find(type, role.key(), part.name(), part.version())
          .map(provider -> OwnCode.made(role.key(), provider, request, create));
    } catch (BadInputException e) {
      throw InvalidSettingException.of("regularisers", "holds an arm whose " + e.getMessage(), e);
    }
  }

  private <T> T choice(Role role, T fallback, Map<String, T> choices) {
    Part part = parts.parts().get(role);
    if (part == null) {
      return fallback;
    }
    T choice = choices.get(part.name());
    if (choice == null) {
      throw unknown(role, choices.keySet());
    }
    requireKeys(role, part, Set.of());
    return choice;
  }

  private InvalidSettingException unknown(Role role, Set<String> builtIn) {
    String name = Objects.requireNonNull(parts.parts().get(role)).name();
    Set<String> known = new LinkedHashSet<>(builtIn);
    known.addAll(OwnCode.onClassPath().names(role.key()));
    return new InvalidSettingException(
        "regularisers",
        "holds an arm with %s = '%s', expected one of %s%s",
        role.key(),
        name,
        String.join(", ", known),
        Spelling.hint(name, known));
  }

  /** Makes sure that no part of own code has the name of one of the library's. */
  static void requireOtherNames(OwnCode code) {
    Map<Role, Set<String>> builtIn =
        Map.of(
            Role.SCHEDULE, LibraryParts.SCHEDULES.keySet(),
            Role.SALIENCY, LibraryParts.SALIENCIES.keySet(),
            Role.STRUCTURE, LibraryParts.STRUCTURES.keySet());
    builtIn.forEach(
        (role, names) -> OwnCode.requireOther(role.key(), code.names(role.key()), names));
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
}
