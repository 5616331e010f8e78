package org.synprune.jobs.extend;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.synprune.jobs.conf.Spelling;

/**
 * The settings that a grid gives to own code, beside its name. Ask for all that there are: those
 * that nobody asked for are refused, so that a misspelt key is an error.
 *
 * <p>Not thread-safe.
 */
public final class Settings {

  private final Map<String, ?> values;
  private final Set<String> known = new TreeSet<>();

  /**
   * Creates settings.
   *
   * @param values numbers and texts by key
   */
  public Settings(Map<String, ?> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * A number.
   *
   * @param key its key
   * @param fallback the number where the grid gives none
   * @return its value
   * @throws IllegalArgumentException if the grid gives something else
   */
  public double number(String key, double fallback) {
    return number(key).orElse(fallback);
  }

  /**
   * A whole number.
   *
   * @param key its key
   * @param fallback the number where the grid gives none
   * @return its value
   * @throws IllegalArgumentException if the grid gives something else
   */
  public int integer(String key, int fallback) {
    double number = number(key, fallback);
    if (number != (int) number) {
      throw bad(key, "a whole number");
    }
    return (int) number;
  }

  /**
   * A text.
   *
   * @param key its key
   * @param fallback the text where the grid gives none
   * @return its value
   */
  public String text(String key, String fallback) {
    known.add(key);
    Object value = values.get(key);
    return value == null ? fallback : value.toString();
  }

  /**
   * A truth value.
   *
   * @param key its key
   * @param fallback the value where the grid gives none
   * @return its value
   * @throws IllegalArgumentException if the grid gives something else
   */
  public boolean flag(String key, boolean fallback) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    if (value.toString().equals("true") || value.toString().equals("false")) {
      return Boolean.parseBoolean(value.toString());
    }
    throw bad(key, "true or false");
  }

  private OptionalDouble number(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    throw bad(key, "a number");
  }

  private IllegalArgumentException bad(String key, String expected) {
    return new IllegalArgumentException(
        "setting '" + key + "' is " + values.get(key) + ", expected " + expected);
  }

  /**
   * Refuses settings that were never asked for.
   *
   * @throws IllegalArgumentException if there is one
   */
  void done() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "it has no setting '"
                + key
                + "', expected "
                + (known.isEmpty() ? "none" : String.join(", ", known))
                + Spelling.hint(key, known));
      }
    }
  }
}
