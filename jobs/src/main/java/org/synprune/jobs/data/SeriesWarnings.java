package org.synprune.jobs.data;

import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.build.ChunkSummary;
import org.synprune.jobs.data.build.FittedScaler;
import org.synprune.jobs.data.build.FittedScaler.TrainValues;
import org.synprune.jobs.data.build.RawCounts;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.build.SplitBounds;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeRules;
import org.synprune.jobs.data.conf.TimeText;
import org.synprune.jobs.data.text.RawRows;
import org.synprune.jobs.data.text.UsualStep;

/**
 * What a user should look at before a series is trusted: signs that a file was read otherwise than
 * it was meant.
 *
 * @param dataset the data set
 * @param recipe its recipe
 * @param rows how its files were read
 */
record SeriesWarnings(DatasetConf dataset, Recipe recipe, RawRows rows) {

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;
  private static final int PERCENT = 100;

  /**
   * Looks at a series.
   *
   * @param counts what stood in the files
   * @param summaries its chunks, in order of time
   * @param bounds its splits
   * @param fitted what its train rows have
   * @return a sentence for each thing to look at
   * @throws BadInputException if no train row has a measured target
   */
  List<String> of(
      RawCounts counts, List<ChunkSummary> summaries, SplitBounds bounds, FittedScaler fitted) {
    if (fitted.trained() == 0) {
      throw new BadInputException(
          rows.file().where()
              + ", column '"
              + dataset.target()
              + "': not measured in any of the "
              + bounds.trainEnd()
              + " train rows, expected some measured values among the first "
              + PERCENT * bounds.trainEnd() / bounds.rows()
              + "% of "
              + bounds.rows()
              + " rows");
    }
    List<String> all = new ArrayList<>(rows.file().notes());
    order(counts, all);
    left(counts.order(), all);
    made(summaries, bounds, all);
    years(summaries, all);
    columns(fitted, all);
    return all;
  }

  private void order(RawCounts counts, List<String> all) {
    Source source = rows.file().source();
    RawCounts.Order order = counts.order();
    if (order.later() > 0 && order.earlier() > 0 && source.layout().pivot() == null) {
      all.add(
          "rows aren't in order of time: some are earlier than the row above them, others later;"
              + " they were sorted by time ("
              + (source.format().timeColumns().isEmpty()
                  ? "counted"
                  : "written as " + source.format().timePattern())
              + ")");
    }
    if (order.moved() > 0) {
      all.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows aren't at the start of a step of %s: they were moved to the %s",
              order.moved(),
              counts.rows() + order.merged(),
              source.step().text(),
              source.times().snap() == TimeRules.Snap.NEAREST
                  ? "nearest one"
                  : "one that began before (time.snap = nearest: to the nearest one)"));
    }
    if (order.merged() > 0) {
      all.add(
          String.format(
              Locale.ROOT,
              "%,d rows had the time of another one: %s, as time.duplicates says",
              order.merged(),
              switch (source.times().duplicates()) {
                case FIRST -> "the first of them was kept";
                case LAST -> "the last of them was kept";
                default -> "their mean was taken";
              }));
    }
  }

  private void left(RawCounts.Order order, List<String> all) {
    if (order.empty() > 0) {
      all.add(
          String.format(
              Locale.ROOT,
              "%,d empty rows stand between rows that are counted: they were passed over (missing ="
                  + " [\"\"] takes them for steps that weren't measured)",
              order.empty()));
    }
    if (order.passed() > 0) {
      all.add(
          String.format(
              Locale.ROOT,
              "%,d of the last lines could be read as rows: they were passed over (footer = %d; empty"
                  + " lines don't count)",
              order.passed(),
              rows.file().source().layout().footer()));
    }
  }

  private void made(List<ChunkSummary> summaries, SplitBounds bounds, List<String> all) {
    long present = summaries.stream().mapToLong(ChunkSummary::present).sum();
    long made = bounds.steps() - present;
    if (2 * made > bounds.steps()) {
      all.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows (%d%%) are made up, as no row of the file is at their time%s",
              made,
              bounds.steps(),
              Math.round((double) PERCENT * made / bounds.steps()),
              UsualStep.of(rows)
                  .map(
                      step ->
                          ": its rows are usually "
                              + step
                              + " apart (resolution = "
                              + dataset.resolution().text()
                              + ")")
                  .orElse("")));
    }
  }

  private void years(List<ChunkSummary> summaries, List<String> all) {
    if (rows.file().source().format().timeColumns().isEmpty()) {
      return;
    }
    List<Long> times =
        summaries.stream()
            .flatMap(summary -> LongStream.of(summary.firstMillis(), summary.lastMillis()).boxed())
            .filter(millis -> millis != RowChunk.NO_TIME)
            .sorted()
            .toList();
    if (times.isEmpty()) {
      return;
    }
    LocalDateTime first = TimeText.local(times.get(0));
    LocalDateTime last = TimeText.local(times.get(times.size() - 1));
    int next = Year.now(ZoneOffset.UTC).getValue() + 1;
    if (first.getYear() >= FIRST_YEAR && last.getYear() <= LAST_YEAR && last.getYear() > next) {
      all.add(
          "rows are from "
              + first.toLocalDate()
              + " to "
              + last.toLocalDate()
              + ", which is yet to come: is time.pattern ("
              + rows.file().source().format().timePattern()
              + ") right?");
    }
    if (first.getYear() < FIRST_YEAR || last.getYear() > LAST_YEAR) {
      all.add(
          "rows are from "
              + first.toLocalDate()
              + " to "
              + last.toLocalDate()
              + ", outside of "
              + FIRST_YEAR
              + " to "
              + LAST_YEAR
              + ": is time.pattern ("
              + rows.file().source().format().timePattern()
              + ") right?");
    }
  }

  private void columns(FittedScaler fitted, List<String> all) {
    List<String> names = new ArrayList<>(recipe.inputs(dataset.target()));
    for (int c = 0; c < names.size(); c++) {
      column(names.get(c), fitted.columns().get(c), all);
    }
    if (!names.contains(dataset.target())) {
      column(dataset.target(), fitted.columns().get(fitted.columns().size() - 1), all);
    }
  }

  private void column(String name, TrainValues values, List<String> all) {
    if (dataset.categories().containsKey(name)) {
      return;
    }
    switch (values) {
      case CONSTANT -> all.add("column '" + name + "' has one value in all train rows");
      case ROUNDING ->
          all.add(
              "column '"
                  + name
                  + "' is constant in the train rows, but for rounding: it isn't scaled");
      case NONE -> all.add("column '" + name + "' isn't measured in any train row");
      case DIFFERENT -> {}
    }
  }
}
