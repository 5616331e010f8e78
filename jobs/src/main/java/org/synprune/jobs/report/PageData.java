package org.synprune.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.BlockUnit;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.analysis.TestScope;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.paper.PaperAnalysis;
import org.synprune.jobs.paper.PaperAnalysis.ArmResult;
import org.synprune.jobs.paper.PaperAnalysis.Group;
import org.synprune.jobs.report.CriticalDifferenceDiagram.AverageRank;
import org.synprune.jobs.stats.ConfidenceInterval;
import org.synprune.jobs.stats.Sample;

/**
 * A report as the page's script reads it: these records become JSON.
 *
 * @param run name of the run
 * @param sides the results of each protocol
 * @param details what else is known of the trials
 * @param pictures forecasts, and settings that errors are drawn against
 * @param forecastNote how forecasts come to be drawn, where there are none
 * @param variants networks that are trained with several settings
 * @param generated ids of the data sets whose values are generated
 */
record PageData(
    String run,
    List<ProtocolData> sides,
    RunDetails details,
    Pictures pictures,
    String forecastNote,
    List<VariantRow> variants,
    List<String> generated) {

  private static final double LEVEL = 0.95;
  private static final ObjectMapper JSON =
      new ObjectMapper().registerModule(new SimpleModule().addSerializer(new PlaceSerializer()));

  /** The results of one protocol. */
  record ProtocolData(
      String protocol,
      List<CellRow> cells,
      List<NaiveForecast> naive,
      List<Diagram> diagrams,
      List<PaperRow> paper,
      List<AnswerRow> answers) {}

  /**
   * An answer to what is asked; differences are of the treatment, as shares of the other arm's
   * error.
   */
  record AnswerRow(
      String dataset,
      String architecture,
      int lookback,
      Arm regulariser,
      Arm against,
      String verdict,
      int seeds,
      double difference,
      @Nullable Double relative,
      @Nullable Double low,
      @Nullable Double high,
      double p,
      double effectSize) {}

  /**
   * A cell of the grid.
   *
   * @param best whether its mean is the smallest of its row
   * @param significant whether it is the statistically significant winner of its row
   */
  record CellRow(
      String dataset,
      String architecture,
      int lookback,
      Arm regulariser,
      int n,
      double mean,
      @Nullable Double sd,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double relativeToNone,
      boolean best,
      boolean significant) {}

  /** A critical-difference diagram; parts that its scope doesn't name are empty, or 0. */
  record Diagram(
      String unit,
      String dataset,
      String architecture,
      int lookback,
      List<AverageRank> ranks,
      double criticalDifference,
      double friedmanP,
      String sentence,
      String svg) {}

  /** An arm's mean over lookbacks, ours beside the paper's, in units of the scaled target. */
  record PaperRow(
      String dataset, Architecture architecture, Arm regulariser, Figure ours, Figure paper) {}

  /** A mean over lookbacks with its interval, and Friedman's p over lookbacks. */
  record Figure(double mean, @Nullable Double low, @Nullable Double high, @Nullable Double p) {}

  static PageData of(Report report) {
    return new PageData(
        report.run(),
        report.sides().stream().map(side -> side(side, report)).toList(),
        report.details(),
        report.pictures(),
        ForecastNote.sentence(report.run(), report.pictures().saved()),
        VariantRow.of(report.sides().stream().map(ProtocolComparison.Side::summary).toList()),
        report.generated());
  }

  /** Returns one line of JSON without a less-than sign, so that it can't end an HTML script. */
  String json() {
    try {
      return JSON.writeValueAsString(this)
          .replace("<", "\\u003c")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report can't be written as JSON", e);
    }
  }

  private static ProtocolData side(ProtocolComparison.Side side, Report report) {
    Summary summary = side.summary();
    return new ProtocolData(
        side.protocol().id(),
        cells(summary),
        side.naive(),
        diagrams(summary),
        paper(report.scaled().get(side.protocol()), report.published()),
        side.answers().stream().map(PageData::row).toList());
  }

  private static List<CellRow> cells(Summary summary) {
    Map<Place, RowVerdict> verdicts = new HashMap<>();
    RowVerdict.of(summary).forEach(one -> verdicts.put(one.place(), one));
    return summary.cells().stream().map(cell -> row(cell, verdicts.get(cell.place()))).toList();
  }

  private static CellRow row(Cell cell, RowVerdict verdict) {
    boolean best = cell.arm().equals(verdict.best());
    return new CellRow(
        cell.place().dataset(),
        cell.place().network(),
        cell.place().lookback(),
        cell.arm(),
        cell.n(),
        cell.mean(),
        value(cell.sd()),
        value(cell.ciLow()),
        value(cell.ciHigh()),
        value(cell.relativeToNone()),
        best,
        best && verdict.significant());
  }

  private static AnswerRow row(Answer answer) {
    return new AnswerRow(
        answer.place().dataset(),
        answer.place().network(),
        answer.place().lookback(),
        answer.pair().treatment(),
        answer.pair().against(),
        answer.verdict().text(),
        answer.seeds(),
        answer.difference(),
        value(answer.relative()),
        answer.seeds() == 1 ? null : value(answer.relativeLow()),
        answer.seeds() == 1 ? null : value(answer.relativeHigh()),
        answer.pAdjusted(),
        answer.effectSize());
  }

  private static List<Diagram> diagrams(Summary summary) {
    List<Diagram> diagrams = new ArrayList<>();
    for (BlockUnit unit : BlockUnit.values()) {
      summary.tests().stream()
          .filter(test -> test.unit() == unit)
          .map(test -> test.scope())
          .distinct()
          .forEach(scope -> diagram(summary, unit, scope).ifPresent(diagrams::add));
    }
    return diagrams;
  }

  private static Optional<Diagram> diagram(Summary summary, BlockUnit unit, TestScope scope) {
    return CriticalDifferenceDiagram.of(summary.tests(), unit, scope)
        .map(
            drawn ->
                new Diagram(
                    unit.id(),
                    Objects.requireNonNullElse(scope.dataset(), ""),
                    network(scope),
                    Objects.requireNonNullElse(scope.lookback(), 0),
                    drawn.ranks(),
                    drawn.criticalDifference(),
                    drawn.friedmanP(),
                    drawn.sentence(),
                    drawn.svg()));
  }

  private static String network(TestScope scope) {
    return Stream.of(
            scope.architecture() == null ? "" : scope.architecture().id(),
            scope.variant().toString())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** Names the network as the cells do. */
  private static final class PlaceSerializer extends StdSerializer<Place> {

    @Serial private static final long serialVersionUID = 1L;

    PlaceSerializer() {
      super(Place.class);
    }

    @Override
    public void serialize(Place place, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      out.writeStringField("dataset", place.dataset());
      out.writeStringField("protocol", place.protocol().id());
      out.writeStringField("architecture", place.network());
      out.writeNumberField("lookback", place.lookback());
      out.writeEndObject();
    }
  }

  private static List<PaperRow> paper(@Nullable PaperAnalysis ours, @Nullable PaperAnalysis paper) {
    if (ours == null || paper == null) {
      return List.of();
    }
    List<PaperRow> rows = new ArrayList<>();
    for (Group group : ours.groups()) {
      for (Group other : paper.groups()) {
        if (other.dataset().equals(group.dataset())
            && other.architecture().equals(group.architecture())) {
          for (ArmResult arm : group.arms()) {
            first(other.arms(), one -> one.arm().equals(arm.arm()))
                .ifPresent(
                    published ->
                        rows.add(
                            new PaperRow(
                                group.dataset(),
                                group.architecture(),
                                arm.arm(),
                                figure(arm.sample(), group),
                                figure(published.sample(), other))));
          }
        }
      }
    }
    return rows;
  }

  private static Figure figure(Sample sample, Group group) {
    Optional<ConfidenceInterval> interval = sample.interval(LEVEL);
    return new Figure(
        sample.mean(),
        interval.map(ConfidenceInterval::low).orElse(null),
        interval.map(ConfidenceInterval::high).orElse(null),
        group.friedman() == null ? null : group.friedman().pTied());
  }

  private static <T> Optional<T> first(List<T> all, Predicate<T> which) {
    return all.stream().filter(which).findFirst();
  }

  private static @Nullable Double value(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }
}
