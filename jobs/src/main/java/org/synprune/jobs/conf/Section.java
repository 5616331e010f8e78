package org.synprune.jobs.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.synprune.jobs.BadInputException;

/**
 * One object of a HOCON file, read strictly: every getter names file, line and key when the value
 * is missing or of the wrong kind, and {@link #done()} refuses the keys that nobody asked for.
 *
 * <p>Not thread-safe.
 */
public final class Section {

  private final Values values;
  private final Config config;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(Config config, ConfigOrigin origin, String path) {
    this.config = config;
    values = new Values(config, origin, path);
  }

  /** A section within this one. */
  private Section within(String key, Config nested, ConfigOrigin at) {
    return new Section(nested, at, values.path() + key + ".");
  }

  /**
   * Wraps a parsed file.
   *
   * @param config the resolved root of the file
   * @return the section of all of it
   */
  public static Section of(Config config) {
    return new Section(config, config.origin(), "");
  }

  /**
   * The same with some values in the place of its own.
   *
   * @param overrides the values
   * @return a section of which no key was asked for yet
   * @throws BadInputException if one of them isn't an assignment
   */
  public Section with(Overrides overrides) {
    return new Section(overrides.over(config), values.origin(), values.path());
  }

  /**
   * Whether a key is present.
   *
   * @param key a key of this section
   * @return true if the file gives it a value
   */
  public boolean has(String key) {
    known.add(key);
    return config.hasPath(Values.quoted(key));
  }

  /**
   * Reads a required text.
   *
   * @param key a key of this section
   * @return its value
   */
  public String string(String key) {
    return get(key, "a text", config::getString);
  }

  /**
   * Reads an optional text.
   *
   * @param key a key of this section
   * @param fallback the value where the key is absent
   * @return its value
   */
  public String string(String key, String fallback) {
    return has(key) ? string(key) : fallback;
  }

  /**
   * Reads a required whole number.
   *
   * @param key a key of this section
   * @return its value
   */
  public int integer(String key) {
    return get(key, "a whole number", path -> values.whole(key, config.getNumber(path)));
  }

  /**
   * Reads an optional whole number.
   *
   * @param key a key of this section
   * @param fallback the value where the key is absent
   * @return its value
   */
  public int integer(String key, int fallback) {
    return has(key) ? integer(key) : fallback;
  }

  /**
   * Reads a required number.
   *
   * @param key a key of this section
   * @return its value
   */
  public double number(String key) {
    return get(key, "a number", config::getDouble);
  }

  /**
   * Reads an optional number.
   *
   * @param key a key of this section
   * @param fallback the value where the key is absent
   * @return its value
   */
  public double number(String key, double fallback) {
    return has(key) ? number(key) : fallback;
  }

  /**
   * Reads a required list of texts.
   *
   * @param key a key of this section
   * @return its values, in the file's order
   */
  public List<String> strings(String key) {
    return List.copyOf(get(key, "a list of texts", config::getStringList));
  }

  /**
   * Reads an optional list of texts.
   *
   * @param key a key of this section
   * @param fallback the value where the key is absent
   * @return its values, in the file's order
   */
  public List<String> strings(String key, List<String> fallback) {
    return has(key) ? strings(key) : fallback;
  }

  /**
   * Reads a required list of whole numbers.
   *
   * @param key a key of this section
   * @return its values, in the file's order
   */
  public List<Integer> integers(String key) {
    return get(key, "a list of whole numbers", config::getNumberList).stream()
        .map(number -> values.whole(key, number))
        .toList();
  }

  /**
   * Reads a closed choice.
   *
   * @param <T> the type chosen from
   * @param key a key of this section
   * @param choices the allowed texts and what each means, in the order to name them
   * @return the choice
   */
  public <T> T choice(String key, Map<String, T> choices) {
    String name = string(key);
    T choice = choices.get(name);
    if (choice == null) {
      throw bad(key, "is '" + name + "', expected one of " + String.join(", ", choices.keySet()));
    }
    return choice;
  }

  /**
   * Reads a nested object; an absent one reads as empty.
   *
   * @param key a key of this section
   * @return the nested section
   */
  public Section section(String key) {
    if (!has(key)) {
      return within(key, ConfigFactory.empty(), values.origin());
    }
    Config nested = get(key, "an object { ... }", config::getConfig);
    return within(key, nested, config.getValue(Values.quoted(key)).origin());
  }

  /**
   * Reads a list of objects; an absent one reads as empty.
   *
   * @param key a key of this section
   * @return a section for each object, in the file's order
   */
  public List<Section> sections(String key) {
    if (!has(key)) {
      return List.of();
    }
    List<? extends Config> nested = get(key, "a list of objects", config::getConfigList);
    return nested.stream()
        .map(one -> within(key, one, one.origin()))
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * Reads a required list of texts and objects.
   *
   * @param key a key of this section
   * @return its entries, in the file's order
   */
  public List<ListEntry> entries(String key) {
    List<ListEntry> entries = new ArrayList<>();
    for (ConfigValue value : get(key, "a list", config::getList)) {
      if (value instanceof ConfigObject object) {
        entries.add(new ListEntry(null, within(key, object.toConfig(), value.origin())));
      } else if (value.valueType() == ConfigValueType.LIST
          || value.valueType() == ConfigValueType.NULL) {
        throw values.bad(key, "holds " + Values.render(value) + ", expected texts and objects");
      } else {
        entries.add(new ListEntry(String.valueOf(value.unwrapped()), null));
      }
    }
    return List.copyOf(entries);
  }

  /**
   * Takes every list in this section, also in objects of it, as values to choose from.
   *
   * @return a section for each combination, without lists; this one alone if it has none
   */
  public List<Section> combinations() {
    return Combinations.of(config.root()).stream()
        .map(chosen -> new Section(chosen.toConfig(), values.origin(), values.path()))
        .toList();
  }

  /**
   * The keys of this section whose values are lists of two or more.
   *
   * @return these keys, sorted
   */
  public SortedSet<String> lists() {
    SortedSet<String> lists = new TreeSet<>();
    config
        .root()
        .forEach(
            (key, value) -> {
              if (value instanceof ConfigList list && list.size() > 1) {
                lists.add(key);
              }
            });
    return lists;
  }

  /**
   * The keys of this section.
   *
   * @return all keys that the file gives a value, sorted
   */
  public SortedSet<String> keys() {
    return new TreeSet<>(config.root().keySet());
  }

  /**
   * Whether a key holds an object.
   *
   * @param key a key of this section
   * @return false also if it is absent
   */
  public boolean hasObject(String key) {
    return has(key) && config.getValue(Values.quoted(key)).valueType() == ConfigValueType.OBJECT;
  }

  /**
   * Whether a key holds a list.
   *
   * @param key a key of this section
   * @return false also if it is absent
   */
  public boolean isList(String key) {
    return has(key) && config.getValue(Values.quoted(key)).valueType() == ConfigValueType.LIST;
  }

  /**
   * A value as a text.
   *
   * @param keys keys of nested objects down to the value, joined by dots
   * @return its text; nothing if there is none, or it is a list or an object
   */
  public Optional<String> text(String keys) {
    if (!config.hasPath(keys)) {
      return Optional.empty();
    }
    Object value = config.getValue(keys).unwrapped();
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /**
   * Reads every key of this section, for maps whose keys the user chooses.
   *
   * @param <T> the values' type
   * @param getter how to read one, such as {@code Section::number}
   * @return key to value
   */
  public <T> Map<String, T> byKey(BiFunction<Section, String, T> getter) {
    Map<String, T> values = new LinkedHashMap<>();
    for (String key : config.root().keySet()) {
      values.put(key, getter.apply(this, key));
    }
    return values;
  }

  /**
   * Refuses keys that were never asked for, so that a misspelt key is an error.
   *
   * @throws BadInputException if there is one; names file, line and the keys that are known
   */
  public void done() {
    for (String key : config.root().keySet()) {
      if (!known.contains(key)) {
        throw values.unknown(key, known);
      }
    }
  }

  /**
   * Makes the error for a value that is invalid.
   *
   * @param key a key of this section
   * @param problem what is wrong and what was expected, to follow "key 'x' "
   * @return the exception to throw
   */
  public BadInputException bad(String key, String problem) {
    return values.bad(key, problem);
  }

  private <T> T get(String key, String expected, Function<String, T> getter) {
    known.add(key);
    return values.get(key, expected, getter);
  }
}
