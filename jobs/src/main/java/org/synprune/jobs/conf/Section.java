package org.synprune.jobs.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Config config;
  private final ConfigOrigin origin;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(Config config, ConfigOrigin origin, String path) {
    this.config = config;
    this.origin = origin;
    this.path = path;
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
   * Whether a key is present.
   *
   * @param key a key of this section
   * @return true if the file gives it a value
   */
  public boolean has(String key) {
    known.add(key);
    return config.hasPath(quoted(key));
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
    return get(key, "a whole number", path -> whole(key, config.getNumber(path)));
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
        .map(number -> whole(key, number))
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
      return new Section(ConfigFactory.empty(), origin, path + key + ".");
    }
    Config nested = get(key, "an object { ... }", config::getConfig);
    return new Section(nested, config.getValue(quoted(key)).origin(), path + key + ".");
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
        .map(one -> new Section(one, one.origin(), path + key + "."))
        .collect(Collectors.toUnmodifiableList());
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
    for (Map.Entry<String, ConfigValue> entry : config.root().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new BadInputException(
            where(entry.getValue().origin())
                + ": unknown key '"
                + path
                + entry.getKey()
                + "', expected one of "
                + known.stream().sorted().collect(Collectors.joining(", ")));
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
    ConfigOrigin at = config.hasPath(quoted(key)) ? config.getValue(quoted(key)).origin() : origin;
    return new BadInputException(where(at) + ": key '" + path + key + "' " + problem);
  }

  private <T> T get(String key, String expected, Function<String, T> getter) {
    known.add(key);
    try {
      return getter.apply(quoted(key));
    } catch (ConfigException.Missing e) {
      throw new BadInputException(
          where(origin) + ": key '" + path + key + "' is missing, expected " + expected, e);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw bad(
          key,
          "is "
              + config.getValue(quoted(key)).render(ConfigRenderOptions.concise())
              + ", expected "
              + expected);
    }
  }

  /** Refuses numbers that {@code getInt} would truncate. */
  private int whole(String key, Number number) {
    if (number.doubleValue() != number.intValue()) {
      throw bad(key, "holds " + number + ", expected a whole number");
    }
    return number.intValue();
  }

  private static String quoted(String key) {
    return ConfigUtil.joinPath(key);
  }

  private static String where(ConfigOrigin origin) {
    String file =
        origin.filename() != null
            ? origin.filename()
            : origin.resource() != null ? origin.resource() : origin.description();
    return origin.lineNumber() > 0 ? file + ", line " + origin.lineNumber() : file;
  }
}
