package org.synprune.jobs.cli.dataset;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.cli.console.FittedTable;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.cli.console.RowPrinter;
import org.synprune.jobs.cli.console.Terminal;
import org.synprune.jobs.cli.options.Shell;
import org.synprune.jobs.data.DatasetCheck;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;

/**
 * How a data set was read, as {@code dataset check} prints it.
 *
 * @param conf the data set
 * @param out where it is printed
 */
record DatasetReport(DatasetConf conf, PrintWriter out) {

  /** Gaps that are printed, the longest ones. */
  private static final int GAPS_SHOWN = 5;

  /** The lookback that is suggested for short series, if it fits. */
  private static final int USUAL = 7;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /** Prints what the data set's file says, and returns it as a part of the JSON document. */
  Map<String, Object> understood() {
    Recipe recipe = conf.recipe(Protocol.STRICT);
    line("data set", "%s: %s", conf.name(), conf.description());
    line(
        "step",
        "%s",
        conf.resolution().regular()
            ? String.format(
                Locale.ROOT,
                "%s; up to %d steps without rows are filled in, more are a gap",
                conf.resolution().text(),
                conf.maxFill())
            : "irregular: rows count as consecutive however much time lies between them");
    if (conf.newestRows() > 0) {
      line("rows", "only the newest %d", conf.newestRows());
    }
    SourceLines.of(conf, this::line);
    line("target", "%s", conf.target());
    line("season", "%s", conf.season() == 0 ? "none" : conf.season() + " rows");
    Map<String, String> roles = ColumnRoles.of(conf, recipe);
    List<String> calendar = recipe.calendar().stream().map(feature -> feature.id()).toList();
    List<String> features = recipe.features(conf.target());
    line(
        "inputs",
        "%d under protocol 'strict': %d columns, %d calendar features%s, %d lags",
        features.size(),
        recipe.columns().size(),
        calendar.size(),
        calendar.isEmpty() ? "" : " (" + String.join(", ", calendar) + ")",
        recipe.shifts().size());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", conf.name());
    document.put("description", conf.description());
    document.put("resolution", conf.resolution().text());
    document.put("season", conf.season() == 0 ? null : conf.season());
    document.put("target", conf.target());
    document.put("columns", roles);
    document.put("calendar", calendar);
    document.put("inputs", features);
    document.put("protocols", conf.recipes().keySet().stream().map(Protocol::id).toList());
    out.flush();
    return document;
  }

  /** Prints what the raw file holds. */
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
      line(
          "",
          "the target is missing in %,d of them and is filled in",
          check.prepared().unobserved());
    }
    check.gaps().stream()
        .sorted(
            Comparator.comparing(
                    (DatasetCheck.Gap gap) -> Duration.between(gap.after(), gap.before()))
                .reversed())
        .limit(GAPS_SHOWN)
        .forEach(
            gap -> line("gap", "%s to %s", TIME.format(gap.after()), TIME.format(gap.before())));
    if (check.gaps().size() > GAPS_SHOWN) {
      line("", "and %,d shorter ones", check.gaps().size() - GAPS_SHOWN);
    }
    check.prepared().warnings().forEach(warning -> line("warning", "%s", warning));
    out.println();
    columns(check);
    out.println();
    splits(check);
    out.println();
    lookbacks(check);
    out.flush();
  }

  private void columns(DatasetCheck check) {
    FittedTable table =
        table("column", "role under 'strict'", null, "missing", "train mean", "train sd");
    ColumnRoles.of(conf, conf.recipe(Protocol.STRICT))
        .forEach(
            (column, role) -> {
              DatasetCheck.Scale scale =
                  column.equals(conf.target()) ? check.target() : check.scaler().get(column);
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
    FittedTable table = table("split", "first row", "last row", null, "rows", "target measured");
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
    FittedTable table =
        table(null, "lookback", "train windows", "validation windows", "test windows");
    boolean shorter = false;
    for (DatasetCheck.Lookback one : check.lookbacks()) {
      boolean needsOwnSeries = one.prepared() < DatasetCheck.SERVED;
      shorter |= needsOwnSeries;
      table.add(
          List.of(
              one.rows() + (needsOwnSeries ? "*" : ""),
              String.format(Locale.ROOT, "%,d", one.train()),
              String.format(Locale.ROOT, "%,d", one.validation()),
              String.format(Locale.ROOT, "%,d", one.test())));
    }
    out.print(table.render());
    if (check.longest() > 0) {
      line("lookback", "the longest that fits is %,d rows", check.longest());
    }
    if (shorter) {
      line(
          "",
          isShort(check)
              ? "* fits if no longer one is trained beside it: 'run --lookback ROWS'"
              : "* fits only if the series is prepared for it: 'prepare --max-lookback ROWS', then"
                  + " 'sweep'");
    }
  }

  /** Whether a run prepares for its own lookbacks only, as there are too few rows for more. */
  private static boolean isShort(DatasetCheck check) {
    return check.prepared().info().trainEnd() <= DatasetCheck.SERVED;
  }

  /** The lookback that the next command has to ask for, 0 if those of its grid fit. */
  private static int lookback(DatasetCheck check) {
    return isShort(check)
        ? check.lookbacks().stream()
            .mapToInt(DatasetCheck.Lookback::rows)
            .filter(rows -> rows <= USUAL)
            .max()
            .orElse(0)
        : 0;
  }

  /**
   * Says what to do next.
   *
   * @param data folder of the raw file, or null if that wasn't checked
   * @param check what was found there, or null
   * @param known whether the data set can be trained by its name already
   */
  void next(@Nullable String data, @Nullable DatasetCheck check, boolean known) {
    out.println();
    if (data == null || check == null) {
      line("next", "add --data DIR to check the raw file, too");
    } else if (check.lookbacks().isEmpty()) {
      line("next", "nothing can be trained on it as it is");
    } else {
      int lookback = lookback(check);
      new LabelledLines(out)
          .printWhole(
              "next",
              "scripts/synprune run --data "
                  + Shell.quoted(data)
                  + " --dataset "
                  + conf.name()
                  + (lookback == 0 ? "" : " --lookback " + lookback));
      if (!known) {
        line("", "after you have put the .conf file at conf/datasets/%s.conf", conf.name());
      }
    }
    out.flush();
  }

  /** Columns before null are aligned left, those after it right. */
  private static FittedTable table(@Nullable String... headers) {
    List<TextTable.Column> columns = new ArrayList<>();
    Align align = Align.LEFT;
    for (String header : headers) {
      if (header == null) {
        align = Align.RIGHT;
      } else {
        columns.add(new TextTable.Column(header, align));
      }
    }
    return FittedTable.cutting(columns, Terminal.DEFAULT_COLUMNS);
  }

  private void line(String name, String text) {
    new LabelledLines(out).print(name, text);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private void line(String name, String format, Object... values) {
    new LabelledLines(out).print(name, String.format(Locale.ROOT, format, values));
  }
}
