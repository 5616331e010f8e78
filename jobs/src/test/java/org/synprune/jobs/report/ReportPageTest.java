package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;
import static org.synprune.jobs.analysis.Observations.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Cost;
import org.synprune.jobs.analysis.RunDetails.Curve;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.analysis.RunDetails.Failure;
import org.synprune.jobs.analysis.RunDetails.LayerCurve;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.paper.PaperAnalysis;

/** The page as a file: whole, safe, and its numbers those of the report. */
class ReportPageTest {

  private static final List<String> ARMS =
      List.of("none", "dropout", "mc-dropout", "synaptic-pruning");
  private static final RunDetails NOTHING =
      new RunDetails(List.of(), List.of(), List.of(), List.of(), List.of(), 0, List.of());

  private static Report report(
      Summary summary,
      RunDetails details,
      Map<Protocol, PaperAnalysis> scaled,
      @Nullable PaperAnalysis paper) {
    return new Report(
        "quick",
        "synprune summarize --out 'my out'",
        Instant.parse("2026-11-22T18:30:00Z"),
        List.of(
            new ProtocolComparison.Side(
                Protocol.STRICT, summary, List.of(new NaiveForecast("sp500", 7, .2)))),
        details,
        List.of(),
        scaled,
        paper);
  }

  private static Document page(Report report) {
    return Jsoup.parse(ReportPage.render(report));
  }

  private static JsonNode data(Document page) throws Exception {
    Element script = page.getElementById("report-data");
    assertThat(script.attr("type")).isEqualTo("application/json");
    return new ObjectMapper().readTree(script.data());
  }

  @Test
  void errorsInThePageAreThoseOfTheSummary() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 10, .1, .05, ARMS));
    Document page = page(report(summary, NOTHING, Map.of(), null));
    assertThat(page.select("#headline .sentence").text())
        .isEqualTo(Headline.of(summary).sentence());
    assertThat(page.select("#headline .headline").text()).contains("2 of 4 cells beat it");
    assertThat(page.select("header code").text()).isEqualTo("synprune summarize --out 'my out'");

    JsonNode side = data(page).get("sides").get(0);
    assertThat(side.get("protocol").asText()).isEqualTo("strict");
    assertThat(side.get("naive").get(0).get("mae").asDouble()).isEqualTo(.2);
    assertThat(side.get("cells")).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Cell cell = summary.cells().get(i);
      JsonNode row = side.get("cells").get(i);
      assertThat(row.get("dataset").asText()).isEqualTo("sp500");
      assertThat(row.get("architecture").asText()).isEqualTo("rnn");
      assertThat(row.get("lookback").asInt()).isEqualTo(7);
      assertThat(row.get("regulariser").asText()).isEqualTo(ARMS.get(i));
      assertThat(row.get("n").asInt()).isEqualTo(10);
      assertThat(row.get("mean").asDouble()).isEqualTo(cell.mean());
      assertThat(row.get("sd").asDouble()).isEqualTo(cell.sd().getAsDouble());
      assertThat(row.get("low").asDouble()).isEqualTo(cell.ciLow().getAsDouble());
      assertThat(row.get("high").asDouble()).isEqualTo(cell.ciHigh().getAsDouble());
      assertThat(row.get("relativeToNone").asDouble())
          .isEqualTo(cell.relativeToNone().getAsDouble());
      boolean wins = ARMS.get(i).equals("synaptic-pruning");
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
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 1, .1, .05, ARMS));
    JsonNode cell =
        data(page(report(summary, NOTHING, Map.of(), null)))
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
            List.of(),
            List.of(),
            0,
            List.of(new Fact("host", List.of("a", "b"))));
    JsonNode read =
        data(page(report(Summary.of(List.of()), details, Map.of(), null))).get("details");
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
        data(page(
                report(
                    Summary.of(ours),
                    NOTHING,
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
  void errorMessagesCannotBreakOutOfTheirPlace() throws Exception {
    String hostile =
        "</script><script>alert(1)</script><!-- <script> {{library}} \u2028 & \"quoted\" $1"
            + " \\u003c";
    RunDetails details =
        new RunDetails(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new Failure(place("sp500", "rnn", 7), Arm.NONE, 42, 1, "Error", hostile)),
            1,
            List.of(new Fact(hostile, List.of(hostile))));
    Report report =
        new Report(
            "quick",
            hostile,
            Instant.EPOCH,
            List.of(
                new ProtocolComparison.Side(
                    Protocol.STRICT,
                    Summary.of(
                        List.of(
                            observation("<b>x", "rnn", 1, "<img src=x onerror=alert(2)>", 1, 1))),
                    List.of())),
            details,
            List.of(hostile),
            Map.of(),
            null);
    Document page = page(report);
    assertThat(page.select("script")).hasSize(3);
    assertThat(page.select("img, b")).isEmpty();
    assertThat(page.select("header code").text()).contains("</script>", "{{library}}");
    assertThat(page.select(".generated").text()).contains("</script>", "{{library}}");
    JsonNode told = data(page).get("details");
    assertThat(told.get("failures").get(0).get("message").asText()).isEqualTo(hostile);
    assertThat(told.get("provenance").get(0).get("name").asText()).isEqualTo(hostile);
  }

  @Test
  void generatedDataAreMarkedAboveEverythingElse() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 3, .1, .05, ARMS));
    Report real = report(summary, NOTHING, Map.of(), null);
    assertThat(page(real).select(".generated")).isEmpty();
    Report report =
        new Report(
            real.run(),
            real.command(),
            real.made(),
            real.sides(),
            real.details(),
            List.of("bitcoin", "sp500"),
            real.scaled(),
            real.published());
    Document page = page(report);
    Element mark = page.selectFirst("main > *");
    assertThat(mark.hasClass("generated")).isTrue();
    assertThat(mark.text()).startsWith("Generated data. The values of bitcoin, sp500 are");
    assertThat(data(page).get("generated").get(1).asText()).isEqualTo("sp500");
  }

  @Test
  void everyArmHasItsOwnLook() throws Exception {
    JsonNode looks = new ObjectMapper().readTree(ReportPage.class.getResourceAsStream("arms.json"));
    assertThat(looks.fieldNames())
        .toIterable()
        .containsAll(Arrays.stream(Regulariser.values()).map(Regulariser::id).toList());
    assertThat(looks).doesNotHaveDuplicates();
    for (JsonNode look : looks) {
      assertThat(look.get("colour").asText()).matches("#[0-9A-Fa-f]{6}");
      assertThat(look.get("symbol").asText())
          .isIn("circle", "rect", "triangle", "diamond", "roundRect");
    }
  }

  @Test
  void nothingIsFetched() {
    Document page = page(report(Summary.of(List.of()), NOTHING, Map.of(), null));
    assertThat(page.select("[src], iframe, object, embed, base")).isEmpty();
    assertThat(page.select("[href]"))
        .allMatch(link -> link.attr("href").equals("data:,") || link.attr("href").startsWith("#"));
    assertThat(page.select("style").html()).doesNotContain("@import", "url(");
    String own = page.select("script").last().data();
    assertThat(own).doesNotContain("http:", "https:", "fetch(", "XMLHttpRequest", "import(");
    assertThat(page.select("script").get(1).data()).contains("Apache Software Foundation");
    assertThat(page.select("script").get(1).data().length()).isGreaterThan(900_000);
  }

  @Test
  void everyFigureHasItsPlace() {
    Document page = page(report(Summary.of(List.of()), NOTHING, Map.of(), null));
    assertThat(page.select("figure.chart").eachAttr("id"))
        .containsExactly(
            "chart-mae",
            "chart-cd",
            "chart-curves",
            "chart-sparsity",
            "chart-layers",
            "chart-bytes",
            "chart-inference",
            "chart-time",
            "chart-overhead",
            "chart-paper");
    assertThat(page.select("select").eachAttr("id"))
        .contains("filter-dataset", "filter-architecture");
  }

  @Test
  void thePageOfThePapersGridStaysSmall() {
    List<Observation> all = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    List<LayerCurve> layers = new ArrayList<>();
    List<Integer> epochs = IntStream.rangeClosed(1, 20).boxed().toList();
    List<Double> numbers = Collections.nCopies(20, .123456);
    for (String dataset : List.of("bitcoin", "sp500", "air-quality", "power")) {
      for (String network : List.of("rnn", "lstm", "patchtst")) {
        for (int lookback : new int[] {1, 3, 7, 14, 30, 60}) {
          for (String arm : ARMS) {
            for (long seed = 42; seed < 52; seed++) {
              all.add(
                  observation(
                      dataset,
                      network,
                      lookback,
                      arm,
                      seed,
                      Math.sin((double) seed + lookback) + 2));
            }
            Place place = place(dataset, network, lookback);
            curves.add(
                new Curve(
                    place,
                    new Arm(arm),
                    epochs,
                    Collections.nCopies(20, 10L),
                    numbers,
                    numbers,
                    numbers));
            for (int i = 0; i < 3; i++) {
              layers.add(
                  new LayerCurve(place, new Arm(arm), "encoder.layer-" + i, 4096, epochs, numbers));
            }
          }
        }
      }
    }
    RunDetails details =
        new RunDetails(curves, layers, List.of(), List.of(), List.of(), 0, List.of());
    String html = ReportPage.render(report(Summary.of(all), details, Map.of(), null));
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000_000);
  }
}
