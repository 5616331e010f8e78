package org.synprune.jobs.data.conf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.grid.DatasetNames;
import org.synprune.jobs.grid.Protocol;

/** Reads {@code conf/datasets/NAME.conf} strictly. */
final class DatasetParser {

  private static final Map<String, Recipe.Edges> EDGES =
      Map.of("clamp", Recipe.Edges.CLAMP, "drop", Recipe.Edges.DROP, "mean", Recipe.Edges.MEAN);

  /** Key for values that other parts of the file refer to. */
  private static final String LET = "let";

  private static final Map<String, Boolean> BLANK_ROWS = Map.of("drop", false, "keep", true);

  private final Section root;
  private final List<String> columns;

  private DatasetParser(Section root) {
    this.root = root;
    this.columns = root.strings("columns");
  }

  static DatasetConf parse(Section root) {
    return new DatasetParser(root).parse();
  }

  private DatasetConf parse() {
    if (columns.isEmpty() || new HashSet<>(columns).size() != columns.size()) {
      throw root.bad("columns", "is empty or names a column twice, expected distinct columns");
    }
    Resolution resolution = SourceParser.resolution(root, "resolution");
    List<Source> sources = new ArrayList<>();
    for (Section section : root.sections("sources")) {
      sources.add(new SourceParser(section, resolution, columns).parse());
    }
    if (sources.isEmpty()) {
      throw root.bad("sources", "is missing or empty, expected at least one source");
    }
    Map<String, List<String>> categories = new LinkedHashMap<>();
    for (Section section : root.sections("categories")) {
      categories.put(column(section, "column"), section.strings("values"));
      section.done();
    }
    String name = root.string("name");
    if (!DatasetNames.isName(name)) {
      throw root.bad(
          "name", "is '" + name + "', expected " + DatasetNames.EXPECTED + ": it names a folder");
    }
    Section rows = root.section("rows");
    DatasetConf conf =
        new DatasetConf(
            name,
            root.string("description"),
            sources,
            resolution,
            columns,
            categories,
            column(root, "target"),
            atLeast(rows, "newest", rows.integer("newest", 0), 0),
            atLeast(root, "max-fill", root.integer("max-fill", 24), 0),
            share(root, "min-share", root.number("min-share", 0.9)),
            season(resolution),
            recipes());
    rows.done();
    root.has(LET);
    root.done();
    return conf;
  }

  private int season(Resolution resolution) {
    int season = root.integer("season", resolution.season());
    if (season < 0 || season == 1) {
      throw root.bad("season", "is " + season + ", expected 0 for none, or 2 rows or more");
    }
    return season;
  }

  private Map<Protocol, Recipe> recipes() {
    Section section = root.section("recipes");
    Map<Protocol, Recipe> recipes = new EnumMap<>(Protocol.class);
    for (Protocol protocol : List.of(Protocol.STRICT, Protocol.PAPER)) {
      if (section.has(protocol.id())) {
        recipes.put(protocol, recipe(section, protocol));
      }
    }
    // Without the target among its values a window doesn't tell what to be relative to.
    Recipe strict = recipes.get(Protocol.STRICT);
    if (strict != null && strict.columns().contains(root.string("target"))) {
      recipes.put(Protocol.ANCHORED, strict.anchored());
    }
    if (recipes.isEmpty()) {
      throw root.bad("recipes", "is missing or empty, expected recipes.strict or recipes.paper");
    }
    section.done();
    return recipes;
  }

  private Recipe recipe(Section recipes, Protocol protocol) {
    Section section = recipes.section(protocol.id());
    List<String> used = section.strings("columns");
    for (String column : used) {
      known(section, "columns", column);
    }
    List<CalendarFeature> calendar = new ArrayList<>();
    Map<String, CalendarFeature> features = CalendarFeature.byId();
    for (String id : section.strings("calendar", List.of())) {
      if (!features.containsKey(id)) {
        throw section.bad(
            "calendar",
            "has '" + id + "', expected some of " + String.join(", ", features.keySet()));
      }
      calendar.add(features.get(id));
    }
    List<Recipe.Shift> shifts = new ArrayList<>(shifts(section, "lags", 1));
    shifts.addAll(shifts(section, "leads", -1));
    boolean strict = protocol == Protocol.STRICT;
    Recipe.Edges edges =
        section.has("edges")
            ? section.choice("edges", EDGES)
            : strict ? Recipe.Edges.MEAN : Recipe.Edges.CLAMP;
    try {
      Recipe recipe =
          new Recipe(
              protocol,
              used,
              calendar,
              shifts,
              atLeast(section, "target-lead", section.integer("target-lead", 0), 0),
              edges,
              section.has("blank-rows") && section.choice("blank-rows", BLANK_ROWS));
      section.done();
      List<String> names = recipe.features(root.string("target"));
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (!seen.add(name)) {
          throw recipes.bad(
              protocol.id(), "has two features named '" + name + "', expected one of them");
        }
      }
      if (names.isEmpty()) {
        throw recipes.bad(protocol.id(), "has no feature, expected columns, calendar or lags");
      }
      return recipe;
    } catch (IllegalArgumentException e) {
      throw recipes.bad(protocol.id(), e.getMessage());
    }
  }

  private List<Recipe.Shift> shifts(Section section, String key, int sign) {
    List<Recipe.Shift> shifts = new ArrayList<>();
    for (Section one : section.sections(key)) {
      List<Integer> steps =
          one.has("up-to")
              ? IntStream.rangeClosed(1, one.integer("up-to")).boxed().toList()
              : one.integers("steps");
      for (String column : one.strings("columns")) {
        known(one, "columns", column);
        for (int step : steps) {
          atLeast(one, "steps", step, 1);
          shifts.add(new Recipe.Shift(column, sign * step));
        }
      }
      one.done();
    }
    return shifts;
  }

  private String column(Section section, String key) {
    String column = section.string(key);
    known(section, key, column);
    return column;
  }

  private void known(Section section, String key, String column) {
    if (!columns.contains(column)) {
      throw section.bad(
          key, "names '" + column + "', expected one of " + String.join(", ", columns));
    }
  }

  private static int atLeast(Section section, String key, int value, int least) {
    if (value < least) {
      throw section.bad(key, "is " + value + ", expected " + least + " or more");
    }
    return value;
  }

  private static double share(Section section, String key, double value) {
    if (!(value > 0 && value <= 1)) {
      throw section.bad(key, "is " + value + ", expected more than 0 and at most 1");
    }
    return value;
  }
}
