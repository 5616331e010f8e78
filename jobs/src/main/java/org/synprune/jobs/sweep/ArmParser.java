package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ListEntry;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.grid.ArmSettings;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.PruningParts;
import org.synprune.jobs.grid.PruningParts.Part;
import org.synprune.jobs.grid.PruningParts.Role;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.pruning.Preset;

/**
 * Reads the arms of a grid file. An entry of {@code regularisers} is the name of a regulariser, or
 * an object with a name, a type and settings of its own; lists in it expand into arms, whose names
 * have the values in place of {@code {key}}.
 */
final class ArmParser {

  private static final String KEY = "regularisers";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private ArmParser() {}

  /**
   * Reads all arms.
   *
   * @param file the grid file
   * @param code the own code that there is
   * @return the arms, in the file's order
   * @throws BadInputException if an entry is wrong; names the line
   */
  static List<ArmSpec> read(Section file, OwnCode code) {
    List<ArmSpec> arms = new ArrayList<>();
    for (ListEntry entry : file.entries(KEY)) {
      Section object = entry.object();
      if (object == null) {
        arms.add(named(file, String.valueOf(entry.text())));
      } else {
        arms.addAll(arms(object, code));
      }
    }
    return arms;
  }

  private static ArmSpec named(Section file, String name) {
    Regulariser regulariser = Regulariser.byId().get(name);
    if (regulariser == null) {
      throw file.bad(
          KEY,
          "names '"
              + name
              + "', expected some of "
              + String.join(", ", Regulariser.byId().keySet())
              + ", or objects such as { name = dropout-50, type = dropout, rate = 0.5 }");
    }
    return ArmSpec.of(regulariser);
  }

  /** The arms of one object: one, or several if it holds lists. */
  private static List<ArmSpec> arms(Section object, OwnCode code) {
    Map<String, ArmSpec> arms = new LinkedHashMap<>();
    for (Section one : object.combinations()) {
      ArmSpec arm = arm(one, code);
      ArmSpec twin = arms.put(arm.name(), arm);
      if (twin != null) {
        throw one.bad(
            "name",
            "is '"
                + arm.name()
                + "' for several arms, expected a name that tells them apart, such as '"
                + arm.type()
                + "-{"
                + difference(arm, twin)
                + "}'");
      }
    }
    return List.copyOf(arms.values());
  }

  private static String difference(ArmSpec one, ArmSpec other) {
    Set<String> keys = new LinkedHashSet<>(one.values().keySet());
    keys.addAll(other.values().keySet());
    return keys.stream()
        .filter(key -> !String.valueOf(one.values().get(key)).equals("" + other.values().get(key)))
        .findFirst()
        .orElse("type");
  }

  private static ArmSpec arm(Section object, OwnCode code) {
    String type = type(object);
    boolean composed = type.equals(ArmSpec.COMPOSED);
    Regulariser regulariser =
        composed ? Regulariser.SYNAPTIC_PRUNING : Regulariser.byId().get(type);
    String name = name(object);
    ArmSettings own = settings(object, regulariser);
    PruningParts parts = composed ? parts(object, code) : null;
    object.done();
    try {
      return new ArmSpec(name, regulariser, own, parts);
    } catch (InvalidSettingException e) {
      throw object.bad("name", e.problem());
    }
  }

  private static String type(Section object) {
    Map<String, String> types = new LinkedHashMap<>();
    Regulariser.byId().keySet().forEach(id -> types.put(id, id));
    types.put(ArmSpec.COMPOSED, ArmSpec.COMPOSED);
    return object.choice("type", types);
  }

  /** The name, with values in place of their keys. */
  static String name(Section object) {
    String template = object.string("name");
    Matcher keys = PLACEHOLDER.matcher(template);
    StringBuilder name = new StringBuilder();
    while (keys.find()) {
      String key = keys.group(1);
      String value =
          object
              .text(key)
              .or(() -> object.text(key + ".name"))
              .orElseThrow(
                  () ->
                      object.bad(
                          "name", "holds {" + key + "}, expected a key of this arm with a value"));
      keys.appendReplacement(name, Matcher.quoteReplacement(value));
    }
    return keys.appendTail(name).toString();
  }

  private static ArmSettings settings(Section object, Regulariser type) {
    boolean passes = type == Regulariser.MC_DROPOUT;
    return new ArmSettings(
        type.drops() ? number(object, "rate") : null,
        passes ? integer(object, "mc-passes") : null,
        type.prunes() ? preset(object) : null,
        type.warmsUp() ? number(object, "min-sparsity") : null,
        type.prunes() ? number(object, "max-sparsity") : null,
        type.warmsUp() ? integer(object, "warmup") : null,
        type.updates() ? integer(object, "every") : null);
  }

  private static @Nullable Double number(Section object, String key) {
    return object.has(key) ? (Double) object.number(key) : null;
  }

  private static @Nullable Integer integer(Section object, String key) {
    return object.has(key) ? (Integer) object.integer(key) : null;
  }

  private static @Nullable Preset preset(Section object) {
    return object.has("preset") ? object.choice("preset", PruningSettings.presetsById()) : null;
  }

  private static PruningParts parts(Section object, OwnCode code) {
    Map<Role, Part> parts = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      part(object, role.key(), code).ifPresent(part -> parts.put(role, part));
    }
    return new PruningParts(parts);
  }

  private static Optional<Part> part(Section object, String key, OwnCode code) {
    if (!object.has(key)) {
      return Optional.empty();
    }
    if (!object.hasObject(key)) {
      String name = object.string(key);
      return Optional.of(new Part(name, new TreeMap<>(), code.version(key, name)));
    }
    Section part = object.section(key);
    String name = part.string("name");
    String version = code.version(key, name);
    if (version != null) {
      NetworkParser.requireVersion(part, version);
    }
    return Optional.of(
        new Part(
            name,
            part.keys().stream()
                .filter(one -> !one.equals("name") && !(one.equals("version") && version != null))
                .collect(Collectors.toMap(one -> one, part::number, (a, b) -> a, TreeMap::new)),
            version));
  }
}
