package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synprune.jobs.grid.Arm;

/**
 * A setting in which arms of a type differ, such as {@code max-sparsity}: what errors are drawn
 * against.
 *
 * @param setting its key, as in a grid
 * @param lines arms that differ in this setting only
 * @param without baselines: arms that neither prune nor have the setting
 */
public record SettingAxis(String setting, List<Line> lines, List<Arm> without) {

  /** Value of an arm that is silent on a setting which others of its type have. */
  static final String DEFAULT = "default";

  /** The setting that all arms have which prune. */
  private static final String SPARSITY = "max-sparsity";

  private static final Comparator<Object> VALUES =
      Comparator.comparing((Object value) -> value instanceof Number n ? n.doubleValue() : 1e300)
          .thenComparing(Object::toString);

  /** Copies the lists. */
  public SettingAxis {
    lines = List.copyOf(lines);
    without = List.copyOf(without);
  }

  /**
   * Arms of a type that differ in one setting only.
   *
   * @param name their type, and the other settings in which arms of the type differ
   * @param points the arms, in the order of their values
   */
  public record Line(String name, List<Point> points) {

    /** Copies the list. */
    public Line {
      points = List.copyOf(points);
    }
  }

  /**
   * An arm on a line.
   *
   * @param arm the arm
   * @param value its value of the setting: a number or a text
   */
  public record Point(Arm arm, Object value) {}

  /**
   * An arm with its settings.
   *
   * @param arm the arm
   * @param type what it does
   * @param values value by key, as in a grid: numbers and texts
   */
  public record Settings(Arm arm, String type, Map<String, Object> values) {

    /** Copies the values. */
    public Settings {
      values = Map.copyOf(values);
    }
  }

  /**
   * Finds the settings that a run's arms differ in.
   *
   * @param arms all arms of the run
   * @return an axis for each setting that two arms of a type differ in, by name
   */
  public static List<SettingAxis> of(List<Settings> arms) {
    Map<String, List<Settings>> types =
        arms.stream()
            .sorted(Comparator.comparing(Settings::arm))
            .collect(
                Collectors.groupingBy(Settings::type, LinkedHashMap::new, Collectors.toList()));
    Map<String, List<Line>> axes = new TreeMap<>();
    types.forEach(
        (type, own) -> {
          Set<String> varied = varied(own);
          for (String setting : varied) {
            List<Line> lines = lines(type, own, setting, varied);
            if (!lines.isEmpty()) {
              axes.computeIfAbsent(setting, unused -> new ArrayList<>()).addAll(lines);
            }
          }
        });
    List<SettingAxis> all = new ArrayList<>();
    axes.forEach(
        (setting, lines) -> all.add(new SettingAxis(setting, lines, without(arms, setting))));
    return all;
  }

  private static List<Arm> without(List<Settings> arms, String setting) {
    return arms.stream()
        .filter(one -> !one.values().containsKey(setting))
        .filter(one -> !one.values().containsKey(SPARSITY))
        .map(Settings::arm)
        .sorted()
        .toList();
  }

  private static Set<String> varied(List<Settings> arms) {
    return arms.stream()
        .flatMap(one -> one.values().keySet().stream())
        .sorted()
        .filter(key -> arms.stream().map(one -> value(one, key)).distinct().count() > 1)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Line> lines(
      String type, List<Settings> arms, String setting, Set<String> varied) {
    Map<String, Map<Object, Point>> lines = new LinkedHashMap<>();
    for (Settings one : arms) {
      Stream<String> others =
          varied.stream()
              .filter(key -> !key.equals(setting))
              .map(key -> key + "=" + text(value(one, key)));
      Object value = value(one, setting);
      lines
          .computeIfAbsent(
              Stream.concat(Stream.of(type), others).collect(Collectors.joining(" ")),
              unused -> new TreeMap<>(VALUES))
          .putIfAbsent(value, new Point(one.arm(), value));
    }
    return lines.entrySet().stream()
        .filter(line -> line.getValue().size() > 1)
        .map(line -> new Line(line.getKey(), List.copyOf(line.getValue().values())))
        .toList();
  }

  private static Object value(Settings arm, String key) {
    return arm.values().getOrDefault(key, DEFAULT);
  }

  private static String text(Object value) {
    return value instanceof Double number && number == Math.rint(number)
        ? Long.toString(number.longValue())
        : value.toString();
  }
}
