package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of lib-pruning that an arm of type {@code pruning} is composed of. A role without a
 * part has the library's default.
 *
 * @param parts a part for some of the roles
 */
public record PruningParts(Map<Role, Part> parts) implements Serializable {

  /** What a part is for. */
  public enum Role {
    /**
     * How the target sparsity changes with time ({@link org.synprune.pruning.SparsitySchedule}).
     */
    SCHEDULE,
    /** How weights are scored ({@link org.synprune.pruning.Saliency}). */
    SALIENCY,
    /** How the target is shared among layers ({@link org.synprune.pruning.Scope}). */
    SCOPE,
    /** The unit of pruning ({@link org.synprune.pruning.Structure}). */
    STRUCTURE,
    /** How pruned weights grow back ({@link org.synprune.pruning.Regrowth}). */
    REGROWTH,
    /** How many weights a target prunes ({@link org.synprune.pruning.CountRule}). */
    COUNT_RULE,
    /** What the schedule's time counts ({@link org.synprune.pruning.ScheduleUnit}). */
    PROGRESS;

    /**
     * The key in a grid file.
     *
     * @return the lower-case name with dashes
     */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A part by name, with its settings.
   *
   * @param name such as {@code magnitude}
   * @param settings numbers by key, such as {@code power}; may be empty
   * @param version the version that the provider of own code states; null for the library's parts
   */
  public record Part(String name, SortedMap<String, Double> settings, @Nullable String version)
      implements Serializable {

    /** Copies the settings. */
    public Part {
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /**
     * A part of the library.
     *
     * @param name such as {@code magnitude}
     * @param settings numbers by key, such as {@code power}; may be empty
     */
    public Part(String name, SortedMap<String, Double> settings) {
      this(name, settings, null);
    }

    /** As a grid file has it: the name alone, or an object. */
    Object value() {
      if (settings.isEmpty() && version == null) {
        return name;
      }
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", name);
      if (version != null) {
        object.put("version", version);
      }
      settings.forEach((key, number) -> object.put(key, whole(number)));
      return object;
    }

    /** The name, and the settings in brackets. */
    @Override
    public String toString() {
      return settings.isEmpty()
          ? name
          : settings.entrySet().stream()
              .map(one -> one.getKey() + "=" + whole(one.getValue()))
              .collect(Collectors.joining(" ", name + "(", ")"));
    }

    private static Number whole(double number) {
      return number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE
          ? (Number) (int) number
          : (Number) number;
    }
  }

  /** The library's defaults. */
  public static final PruningParts DEFAULTS = new PruningParts(Map.of());

  /** Copies the map, in the order of the roles. */
  public PruningParts {
    Map<Role, Part> copy = new EnumMap<>(Role.class);
    copy.putAll(parts);
    parts = Collections.unmodifiableMap(copy);
  }

  /** Keys and values as a grid file has them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    parts.forEach((role, part) -> values.put(role.key(), part.value()));
    return values;
  }
}
