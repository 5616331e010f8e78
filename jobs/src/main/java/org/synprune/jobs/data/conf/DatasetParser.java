package org.synprune.jobs.data.conf;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.data.store.SeriesSchema;
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
    Resolution resolution = resolution(root, "resolution");
    List<Source> sources = new ArrayList<>();
    for (Section section : root.sections("sources")) {
      sources.add(source(section, resolution));
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
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw root.bad(
          "name",
          "is '" + name + "', expected letters, digits, dashes and underscores: it names a folder");
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

  private Source source(Section section, Resolution resolution) {
    Resolution step = section.has("step") ? resolution(section, "step") : resolution;
    if (step.stepMillis() > resolution.stepMillis()
        || resolution.stepMillis() % step.stepMillis() != 0) {
      throw section.bad(
          "step", "is " + step.text() + ", expected a whole part of " + resolution.text());
    }
    List<String> files = section.strings("files");
    if (files.isEmpty()) {
      throw section.bad("files", "is empty, expected at least one file name");
    }
    Source source =
        new Source(
            files,
            step,
            format(section),
            numbers(section, "divide"),
            numbers(section, "missing-below"));
    section.done();
    return source;
  }

  private TextFormat format(Section section) {
    Section time = section.section("time");
    List<String> timeColumns = time.strings("columns");
    if (timeColumns.isEmpty()) {
      throw time.bad("columns", "is empty, expected at least one column");
    }
    String pattern = time.string("pattern");
    try {
      TimeText.formatter(pattern);
    } catch (IllegalArgumentException e) {
      throw time.bad(
          "pattern", "is '" + pattern + "', expected a pattern such as d/M/yyyy H:mm:ss");
    }
    time.done();
    char decimal = single(section, "decimal", ".");
    if (decimal != '.' && decimal != ',') {
      throw section.bad("decimal", "is '" + decimal + "', expected '.' or ','");
    }
    String charset = section.string("charset", "UTF-8");
    try {
      if (!ExtendsAscii.test(Charset.forName(charset))) {
        throw section.bad(
            "charset",
            "is '"
                + charset
                + "', whose line breaks or separators aren't the bytes of ASCII, expected UTF-8,"
                + " ISO-8859-1, windows-1252 or another extension of ASCII"
                + " (iconv converts files)");
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw section.bad("charset", "is '" + charset + "', expected a character set such as UTF-8");
    }
    return new TextFormat(
        single(section, "delimiter", ","),
        decimal,
        single(section, "quote", "\""),
        charset,
        section.strings("missing", List.of()),
        timeColumns,
        pattern);
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
      String target = root.string("target");
      // Spark doesn't tell upper from lower case.
      List<String> names = new ArrayList<>(recipe.features(target));
      boolean none = names.isEmpty();
      names.addAll(SeriesSchema.FIXED);
      names.add(SeriesSchema.raw(target));
      Set<String> distinct = new HashSet<>();
      names.forEach(n -> distinct.add(n.toLowerCase(Locale.ROOT)));
      if (none || distinct.size() != names.size()) {
        throw recipes.bad(
            protocol.id(), "has no feature, or two of one name, or one named like a fixed column");
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

  private Map<String, Double> numbers(Section section, String key) {
    Map<String, Double> numbers = section.section(key).byKey(Section::number);
    for (Map.Entry<String, Double> entry : numbers.entrySet()) {
      known(section, key, entry.getKey());
      if (entry.getValue() == 0 && key.equals("divide")) {
        throw section.bad(key, "divides by 0");
      }
    }
    return numbers;
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

  private static Resolution resolution(Section section, String key) {
    try {
      return Resolution.of(section.string(key));
    } catch (IllegalArgumentException e) {
      throw section.bad(key, e.getMessage());
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

  private static char single(Section section, String key, String fallback) {
    String text = section.string(key, fallback);
    if (text.length() != 1) {
      throw section.bad(key, "is '" + text + "', expected one character");
    }
    return text.charAt(0);
  }
}
