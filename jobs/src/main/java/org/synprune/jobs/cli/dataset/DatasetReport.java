package org.synprune.jobs.cli.dataset;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.synprune.jobs.cli.console.RowPrinter;
import org.synprune.jobs.data.DatasetCheck;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * What was understood of a data set, as {@code dataset check} prints it.
 *
 * @param conf the data set
 * @param out where it is printed
 */
record DatasetReport(DatasetConf conf, PrintWriter out) {

  /** Gaps that are named. */
  private static final int NAMED = 5;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /** Prints what its file says, and gives it as a document. */
  Map<String, Object> understood() {
    Recipe recipe = conf.recipe(Protocol.STRICT);
    line("data set", "%s: %s", conf.name(), conf.description());
    line(
        "step",
        "%s",
        conf.resolution().regular()
            ? String.format(
                Locale.ROOT,
                "%s; up to %d steps without rows are filled, longer ones are a gap",
                conf.resolution().text(),
                conf.maxFill())
            : "irregular: rows that follow each other are neighbours, whatever the time between");
    if (conf.newestRows() > 0) {
      line("rows", "the newest %d only", conf.newestRows());
    }
    for (Source source : conf.sources()) {
      TextFormat format = source.format();
      line(
          "file",
          "%s, one row each %s, cells apart by '%s', decimal '%s', missing: %s",
          String.join(" or ", source.files()),
          source.step().text(),
          format.delimiter() == '\t' ? "\\t" : String.valueOf(format.delimiter()),
          format.decimal(),
          format.missing().isEmpty()
              ? "never (an empty cell is an error)"
              : format.missing().stream()
                  .map(text -> "'" + text + "'")
                  .collect(Collectors.joining(" or ")));
      line(
          "time",
          "%s, written %s",
          String.join(" and ", format.timeColumns()),
          format.timePattern());
    }
    line("target", "%s", conf.target());
    Map<String, String> roles = roles(recipe);
    List<String> calendar = recipe.calendar().stream().map(feature -> feature.id()).toList();
    List<String> features = recipe.features(conf.target());
    line(
        "inputs",
        "%d under 'strict': %d columns, %d of the calendar%s, %d lags",
        features.size(),
        recipe.columns().size(),
        calendar.size(),
        calendar.isEmpty() ? "" : " (" + String.join(", ", calendar) + ")",
        recipe.shifts().size());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", conf.name());
    document.put("description", conf.description());
    document.put("resolution", conf.resolution().text());
    document.put("target", conf.target());
    document.put("columns", roles);
    document.put("calendar", calendar);
    document.put("inputs", features);
    document.put("protocols", conf.recipes().keySet().stream().map(Protocol::id).toList());
    out.flush();
    return document;
  }

  /** What each measured column is used for. */
  private Map<String, String> roles(Recipe recipe) {
    Map<String, List<Integer>> lags = new TreeMap<>();
    for (Recipe.Shift shift : recipe.shifts()) {
      lags.computeIfAbsent(shift.column(), unused -> new ArrayList<>()).add(shift.rows());
    }
    Map<String, String> roles = new LinkedHashMap<>();
    for (String column : conf.columns()) {
      List<String> uses = new ArrayList<>();
      if (column.equals(conf.target())) {
        uses.add("target");
      }
      if (recipe.columns().contains(column)) {
        uses.add("input");
      }
      if (lags.containsKey(column)) {
        uses.add(lags(lags.get(column)));
      }
      if (conf.categories().containsKey(column)) {
        uses.add("one of " + String.join(", ", conf.categories().get(column)));
      }
      roles.put(column, uses.isEmpty() ? "not used" : String.join(", ", uses));
    }
    return roles;
  }

  private static String lags(List<Integer> steps) {
    List<Integer> sorted = steps.stream().sorted().toList();
    int first = sorted.get(0);
    int last = sorted.get(sorted.size() - 1);
    boolean all = sorted.size() > 2 && last - first == sorted.size() - 1;
    return sorted.size() == 1
        ? "lag " + first
        : "lags "
            + (all
                ? first + " to " + last
                : sorted.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** Prints what its raw file holds. */
  void print(DatasetCheck check) {
    List<DatasetCheck.Split> splits = check.splits();
    line(
        "found",
        "%s: %,d rows%s",
        check.prepared().source(),
        check.prepared().inputRows(),
        check.prepared().blankRows() == 0
            ? ""
            : String.format(Locale.ROOT, " and %,d blank lines", check.prepared().blankRows()));
    line(
        "series",
        "%,d rows from %s to %s, %s",
        check.prepared().rows(),
        TIME.format(splits.get(0).first()),
        TIME.format(splits.get(splits.size() - 1).last()),
        check.gaps().isEmpty()
            ? "without gaps"
            : check.gaps().size() + (check.gaps().size() == 1 ? " gap" : " gaps"));
    if (check.prepared().unobserved() > 0) {
      line("", "the target wasn't measured in %,d of them", check.prepared().unobserved());
    }
    check.gaps().stream()
        .sorted(
            Comparator.comparing(
                    (DatasetCheck.Gap gap) -> Duration.between(gap.after(), gap.before()))
                .reversed())
        .limit(NAMED)
        .forEach(
            gap -> line("gap", "%s to %s", TIME.format(gap.after()), TIME.format(gap.before())));
    if (check.gaps().size() > NAMED) {
      line("", "and %,d shorter ones", check.gaps().size() - NAMED);
    }
    out.println();
    columns(check);
    out.println();
    splits(check);
    out.println();
    lookbacks(check);
    out.flush();
  }

  private void columns(DatasetCheck check) {
    TextTable table =
        table("column", "role under 'strict'", null, "missing", "train mean", "train sd");
    roles(conf.recipe(Protocol.STRICT))
        .forEach(
            (column, role) -> {
              DatasetCheck.Scale scale =
                  check.scaler().get(column.equals(conf.target()) ? "target" : column);
              table.add(
                  List.of(
                      column,
                      role,
                      String.format(Locale.ROOT, "%,d", check.prepared().missing().get(column)),
                      scale == null ? "-" : RowPrinter.rounded(scale.mean()),
                      scale == null ? "-" : RowPrinter.rounded(scale.sd())));
            });
    out.print(table.render());
  }

  private void splits(DatasetCheck check) {
    TextTable table = table("split", "first row", "last row", null, "rows", "target measured");
    for (DatasetCheck.Split split : check.splits()) {
      table.add(
          List.of(
              split.name(),
              TIME.format(split.first()),
              TIME.format(split.last()),
              String.format(Locale.ROOT, "%,d", split.rows()),
              String.format(Locale.ROOT, "%,d", split.observed())));
    }
    out.print(table.render());
  }

  private void lookbacks(DatasetCheck check) {
    if (check.lookbacks().isEmpty()) {
      line("lookback", "none fits: there are too few rows, or too many gaps");
      return;
    }
    TextTable table =
        table(null, "lookback", "train windows", "validation windows", "test windows");
    boolean shorter = false;
    for (DatasetCheck.Lookback one : check.lookbacks()) {
      boolean alone = one.prepared() < DatasetCheck.SERVED;
      shorter |= alone;
      table.add(
          List.of(
              one.rows() + (alone ? "*" : ""),
              String.format(Locale.ROOT, "%,d", one.train()),
              String.format(Locale.ROOT, "%,d", one.validation()),
              String.format(Locale.ROOT, "%,d", one.test())));
    }
    out.print(table.render());
    if (check.longest() > 0) {
      line("lookback", "up to %,d fit", check.longest());
    }
    if (shorter) {
      line(
          "",
          "* fits only if the series is prepared for no longer ones: 'prepare --max-lookback',"
              + " then 'sweep'");
    }
  }

  /** Says what to do now. */
  void next(Path data) {
    out.println();
    line(
        "next",
        "%s",
        data == null
            ? "--data DIR to look at the raw file, too"
            : "scripts/synprune run --data "
                + data
                + " --dataset "
                + conf.name()
                + ", once the file is "
                + "conf/datasets/"
                + conf.name()
                + ".conf");
    out.flush();
  }

  /** Columns to the left of null stand left, those to its right, right. */
  private static TextTable table(String... headers) {
    List<TextTable.Column> columns = new ArrayList<>();
    Align align = Align.LEFT;
    for (String header : headers) {
      if (header == null) {
        align = Align.RIGHT;
      } else {
        columns.add(new TextTable.Column(header, align));
      }
    }
    return new TextTable(2, columns);
  }

  private void line(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-10s " + format + "%n", prepend(name, values));
  }

  private static Object[] prepend(String name, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = name;
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }
}
