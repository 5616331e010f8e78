package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;
import static org.synprune.jobs.analysis.Observations.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.ForecastCurves;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Cost;
import org.synprune.jobs.analysis.RunDetails.Curve;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.analysis.RunDetails.Failure;
import org.synprune.jobs.analysis.RunDetails.Inference;
import org.synprune.jobs.analysis.RunDetails.LayerCurve;
import org.synprune.jobs.analysis.SettingAxis;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.paper.PaperAnalysis;

/** The numbers of the page are those of the report. */
class ReportPageDataTest {

  @Test
  void errorsInThePageAreThoseOfTheSummary() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 10, .1, .05, ReportPages.ARMS));
    Document page =
        ReportPages.page(ReportPages.report(summary, ReportPages.NOTHING, Map.of(), null));
    assertThat(page.select("#headline .sentence").text())
        .isEqualTo(Headline.of(summary).sentence());
    assertThat(page.select("#headline .headline").text()).contains("2 of 4 cells beat it");
    assertThat(page.select("header code").text()).isEqualTo("synprune summarize --out 'my out'");

    JsonNode side = ReportPages.data(page).get("sides").get(0);
    assertThat(side.get("protocol").asText()).isEqualTo("strict");
    assertThat(side.get("naive").get(0).get("mae").asDouble()).isEqualTo(.2);
    assertThat(side.get("cells")).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Cell cell = summary.cells().get(i);
      JsonNode row = side.get("cells").get(i);
      assertThat(row.get("dataset").asText()).isEqualTo("sp500");
      assertThat(row.get("architecture").asText()).isEqualTo("rnn");
      assertThat(row.get("lookback").asInt()).isEqualTo(7);
      assertThat(row.get("regulariser").asText()).isEqualTo(ReportPages.ARMS.get(i));
      assertThat(row.get("n").asInt()).isEqualTo(10);
      assertThat(row.get("mean").asDouble()).isEqualTo(cell.mean());
      assertThat(row.get("sd").asDouble()).isEqualTo(cell.sd().getAsDouble());
      assertThat(row.get("low").asDouble()).isEqualTo(cell.ciLow().getAsDouble());
      assertThat(row.get("high").asDouble()).isEqualTo(cell.ciHigh().getAsDouble());
      assertThat(row.get("relativeToNone").asDouble())
          .isEqualTo(cell.relativeToNone().getAsDouble());
      boolean wins = ReportPages.ARMS.get(i).equals("synaptic-pruning");
      assertThat(row.get("best").asBoolean()).isEqualTo(wins);
      assertThat(row.get("significant").asBoolean()).isEqualTo(wins);
    }
    assertThat(side.get("diagrams")).hasSize(1);
    JsonNode diagram = side.get("diagrams").get(0);
    assertThat(diagram.get("unit").asText()).isEqualTo("seeds");
    assertThat(diagram.get("lookback").asInt()).isEqualTo(7);
    assertThat(diagram.get("ranks").get(0).get("name").asText()).isEqualTo("synaptic-pruning");
    assertThat(diagram.get("ranks").get(0).get("rank").asDouble()).isEqualTo(1);
    assertThat(diagram.get("svg").asText()).startsWith("<svg").contains("synaptic-pruning");
  }

  @Test
  void aSingleSeedHasNoIntervalInsteadOfAnEmptyOne() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 1, .1, .05, ReportPages.ARMS));
    JsonNode cell =
        ReportPages.data(
                ReportPages.page(ReportPages.report(summary, ReportPages.NOTHING, Map.of(), null)))
            .get("sides")
            .get(0)
            .get("cells")
            .get(0);
    assertThat(cell.get("sd").isNull()).isTrue();
    assertThat(cell.get("low").isNull()).isTrue();
    assertThat(cell.get("high").isNull()).isTrue();
    assertThat(cell.get("significant").asBoolean()).isFalse();
  }

  @Test
  void theRestIsThereToTheLastNumber() throws Exception {
    Place place = place("sp500", "rnn", 7);
    List<Double> losses = new ArrayList<>(List.of(.5, .25));
    losses.set(1, null);
    RunDetails details =
        new RunDetails(
            List.of(
                new Curve(
                    place,
                    Arm.SYNAPTIC_PRUNING,
                    List.of(1, 2),
                    List.of(3L, 2L),
                    losses,
                    List.of(.6, .3),
                    List.of(0., .3))),
            List.of(
                new LayerCurve(
                    place, Arm.SYNAPTIC_PRUNING, "W_hh", 4096, List.of(1, 2), List.of(0., .31))),
            List.of(
                new Cost(
                    place, Arm.SYNAPTIC_PRUNING, 3, 1.5, .5, 0, null, .7, 4000, 3000, 5000, 1700)),
            List.of(new Inference(place, Arm.SYNAPTIC_PRUNING, 64, .7, .003, .002, .001, "a")),
            List.of(new Failure(place, Arm.NONE, 42, 2, "E", "why")),
            1,
            List.of(new Fact("host", List.of("a", "b"))));
    JsonNode read =
        ReportPages.data(
                ReportPages.page(
                    ReportPages.report(Summary.of(List.of()), details, Map.of(), null)))
            .get("details");
    JsonNode inference = read.get("inferences").get(0);
    assertThat(inference.get("secondsCsr").asDouble()).isEqualTo(.001);
    assertThat(inference.get("place").get("dataset").asText()).isEqualTo("sp500");
    JsonNode failure = read.get("failures").get(0);
    assertThat(failure.get("attempts").asInt()).isEqualTo(2);
    assertThat(failure.get("arm").asText()).isEqualTo("none");
    JsonNode curve = read.get("curves").get(0);
    assertThat(curve.get("place").get("lookback").asInt()).isEqualTo(7);
    assertThat(curve.get("place").get("protocol").asText()).isEqualTo("strict");
    assertThat(curve.get("place").get("architecture").asText()).isEqualTo("rnn");
    assertThat(curve.get("arm").asText()).isEqualTo("synaptic-pruning");
    assertThat(curve.get("train").get(0).asDouble()).isEqualTo(.5);
    assertThat(curve.get("train").get(1).isNull()).isTrue();
    assertThat(curve.get("validation").get(1).asDouble()).isEqualTo(.3);
    assertThat(curve.get("trials").get(1).asInt()).isEqualTo(2);
    assertThat(read.get("layers").get(0).get("sparsity").get(1).asDouble()).isEqualTo(.31);
    assertThat(read.get("layers").get(0).get("total").asInt()).isEqualTo(4096);
    assertThat(read.get("costs").get(0).get("bytesCsr").asDouble()).isEqualTo(3000);
    assertThat(read.get("costs").get(0).get("secondsEpochApart").isNull()).isTrue();
    assertThat(read.get("provenance").get(0).get("values").get(1).asText()).isEqualTo("b");
  }

  @Test
  void thePaperStandsBesideWhatItSharesWithTheRun() throws Exception {
    List<Observation> ours = new ArrayList<>();
    List<Observation> theirs = new ArrayList<>();
    for (int lookback : new int[] {1, 3, 7}) {
      ours.add(observation("sp500", "rnn", lookback, "none", 1, lookback));
      ours.add(observation("sp500", "rnn", lookback, "dropout", 1, 2 * lookback));
      theirs.add(observation("sp500", "rnn", lookback, "none", 1, 3 * lookback));
      theirs.add(observation("sp500", "rnn", lookback, "dropout", 1, 6 * lookback));
      theirs.add(observation("power", "rnn", lookback, "none", 1, 6 * lookback));
      theirs.add(observation("power", "rnn", lookback, "dropout", 1, 6 * lookback));
    }
    JsonNode rows =
        ReportPages.data(
                ReportPages.page(
                    ReportPages.report(
                        Summary.of(ours),
                        ReportPages.NOTHING,
                        Map.of(Protocol.STRICT, PaperAnalysis.of(ours)),
                        PaperAnalysis.of(theirs))))
            .get("sides")
            .get(0)
            .get("paper");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).get("regulariser").asText()).isEqualTo("dropout");
    assertThat(rows.get(1).get("ours").get("mean").asDouble()).isEqualTo(22 / 3.);
    assertThat(rows.get(1).get("paper").get("mean").asDouble()).isEqualTo(22);
  }

  @Test
  void forecastsAndSettingsAreThere() throws Exception {
    Arm pruned = Arm.SYNAPTIC_PRUNING;
    Place place = place("sp500", "rnn", 7);
    Pictures pictures =
        new Pictures(
            List.of(
                new ForecastCurves(
                    place,
                    List.of(8L, 9L),
                    List.of(0L, 86_400_000L),
                    List.of(1.5, 2.5),
                    List.of(
                        new ForecastCurves.OfArm(pruned, 3, List.of(1., 2.), List.of(.1, .2))))),
            1,
            List.of(
                new SettingAxis(
                    "max-sparsity",
                    List.of(new SettingAxis.Line("x", List.of(new SettingAxis.Point(pruned, .7)))),
                    List.of(Arm.NONE))),
            List.of());
    Place wide =
        new Place(
            "sp500", Protocol.STRICT, Architecture.RNN, 7, Variant.parse("hidden=64 patience=3"));
    Report plain =
        ReportPages.report(
            Summary.of(List.of(new Observation(wide, pruned, 1, 2))),
            ReportPages.NOTHING,
            Map.of(),
            null);
    Report report =
        new Report(
            plain.run(),
            plain.command(),
            plain.made(),
            plain.sides(),
            plain.details(),
            pictures,
            plain.generated(),
            plain.scaled(),
            null);
    JsonNode read = ReportPages.data(ReportPages.page(report));
    JsonNode forecasts = read.get("pictures").get("forecasts").get(0);
    assertThat(forecasts.get("place").get("architecture").asText()).isEqualTo("rnn");
    assertThat(forecasts.get("times").get(1).asLong()).isEqualTo(86_400_000L);
    assertThat(forecasts.get("actual").get(1).asDouble()).isEqualTo(2.5);
    assertThat(forecasts.get("arms").get(0).get("arm").asText()).isEqualTo(pruned.name());
    assertThat(forecasts.get("arms").get(0).get("spread").get(1).asDouble()).isEqualTo(.2);
    JsonNode axis = read.get("pictures").get("axes").get(0);
    assertThat(axis.get("lines").get(0).get("points").get(0).get("value").asDouble()).isEqualTo(.7);
    assertThat(axis.get("without").get(0).asText()).isEqualTo("none");
    JsonNode variant = read.get("variants").get(0);
    assertThat(variant.get("network").asText()).isEqualTo("rnn hidden=64 patience=3");
    assertThat(variant.get("architecture").asText()).isEqualTo("rnn");
    assertThat(variant.get("values").get("hidden").asInt()).isEqualTo(64);
    assertThat(read.get("forecastNote").asText())
        .startsWith("1 network of this run is saved: 'synprune score --run quick'");
    assertThat(ReportPages.data(ReportPages.page(plain)).get("forecastNote").asText())
        .startsWith("No network of this run is saved: add --save-models best");
  }
}
