package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In which settings places of a grid differ from the others, such as {@code hidden=32}, or from the
 * usual: {@code horizon=24} wherever more than the next step is forecast. Variants are ordered by
 * their values, key by key.
 *
 * @param values the value of each such setting, by its key; empty if there is none
 */
public record Variant(SortedMap<String, Double> values)
    implements Comparable<Variant>, Serializable {

  /** Of a grid that varies no setting. */
  public static final Variant NONE = new Variant(new TreeMap<>());

  private static final String HORIZON = "horizon";

  /** The longest horizon, in time steps: windows times steps are counted by an int. */
  public static final int MOST_STEPS = 1_000_000;

  private static final Comparator<Map.Entry<String, Double>> ORDER =
      Map.Entry.<String, Double>comparingByKey().thenComparing(Map.Entry.comparingByValue());

  /** Copies the values. */
  public Variant {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    Double horizon = values.get(HORIZON);
    if (horizon != null && !(horizon > 1 && horizon <= MOST_STEPS && horizon % 1 == 0)) {
      throw new IllegalArgumentException(
          "variant has horizon=" + horizon + ", expected a whole number of 2 or more steps");
    }
  }

  /**
   * The same with a horizon.
   *
   * @param steps how many time steps are forecast from a window, at least 1
   * @return the variant, without a word of it if it is the next step alone
   */
  public Variant withHorizon(int steps) {
    SortedMap<String, Double> all = new TreeMap<>(values);
    if (steps == 1) {
      all.remove(HORIZON);
    } else {
      all.put(HORIZON, (double) steps);
    }
    return new Variant(all);
  }

  /**
   * The forecasting horizon.
   *
   * @return how many time steps are forecast from a window, 1 or more
   */
  public int horizon() {
    return values.getOrDefault(HORIZON, 1.0).intValue();
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @param text such as {@code hidden=32 learning-rate=0.01}; may be empty
   * @return the variant
   * @throws IllegalArgumentException if it isn't such a text
   */
  public static Variant parse(String text) {
    SortedMap<String, Double> values = new TreeMap<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      int equals = one.indexOf('=');
      try {
        values.put(one.substring(0, equals), Double.valueOf(one.substring(equals + 1)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "variant is '" + text + "', expected settings such as hidden=32", e);
      }
    }
    return new Variant(values);
  }

  /**
   * Whether no setting is varied.
   *
   * @return true for {@link #NONE}
   */
  public boolean isNone() {
    return values.isEmpty();
  }

  @Override
  public int compareTo(Variant other) {
    Iterator<Map.Entry<String, Double>> mine = values.entrySet().iterator();
    Iterator<Map.Entry<String, Double>> others = other.values.entrySet().iterator();
    while (mine.hasNext() && others.hasNext()) {
      int order = ORDER.compare(mine.next(), others.next());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(mine.hasNext(), others.hasNext());
  }

  /** The settings, separated by spaces; empty for {@link #NONE}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(one -> one.getKey() + "=" + number(one.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE
        ? Integer.toString((int) value)
        : Double.toString(value);
  }
}
