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
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Answers;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.RunDetails.Curve;
import org.synprune.jobs.analysis.RunDetails.Fact;
import org.synprune.jobs.analysis.RunDetails.Failure;
import org.synprune.jobs.analysis.RunDetails.LayerCurve;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Regulariser;

/** The page as a file: whole, safe, and its numbers those of the report. */
class ReportPageTest {

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
                    List.of(),
                    List.of())),
            details,
            Pictures.NONE,
            List.of(hostile),
            Map.of(),
            null);
    Document page = ReportPages.page(report);
    assertThat(page.select("script")).hasSize(3);
    assertThat(page.select("img, b")).isEmpty();
    assertThat(page.select("header code").text()).contains("</script>", "{{library}}");
    assertThat(page.select(".generated").text()).contains("</script>", "{{library}}");
    JsonNode told = ReportPages.data(page).get("details");
    assertThat(told.get("failures").get(0).get("message").asText()).isEqualTo(hostile);
    assertThat(told.get("provenance").get(0).get("name").asText()).isEqualTo(hostile);
  }

  @Test
  void warningsOfTheDataStandAboveTheResults() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 3, .1, .05, ReportPages.ARMS));
    Report report = ReportPages.report(summary, ReportPages.NOTHING, Map.of(), null);
    Document page =
        ReportPages.page(report.warning(List.of("sp500: rows are <b>moved</b>", "sp500: two")));
    Element note = page.selectFirst("main > *");
    assertThat(note.hasClass("warnings")).isTrue();
    assertThat(note.select("li").eachText())
        .containsExactly("sp500: rows are <b>moved</b>", "sp500: two");
    assertThat(ReportPages.page(report).select(".warnings")).isEmpty();
  }

  @Test
  void generatedDataAreMarkedAboveEverythingElse() throws Exception {
    Summary summary = Summary.of(HeadlineTest.arms("sp500", 7, 3, .1, .05, ReportPages.ARMS));
    Report real = ReportPages.report(summary, ReportPages.NOTHING, Map.of(), null);
    assertThat(ReportPages.page(real).select(".generated")).isEmpty();
    Report report =
        new Report(
            real.run(),
            real.command(),
            real.made(),
            real.sides(),
            real.details(),
            real.pictures(),
            List.of("bitcoin", "sp500"),
            real.scaled(),
            real.published());
    Document page = ReportPages.page(report);
    Element mark = page.selectFirst("main > *");
    assertThat(mark.hasClass("generated")).isTrue();
    assertThat(mark.text()).startsWith("Generated data. The values of bitcoin, sp500 are");
    assertThat(ReportPages.data(page).get("generated").get(1).asText()).isEqualTo("sp500");
  }

  @Test
  void manyAnswersAreFolded() throws Exception {
    for (int others : new int[] {12, 13}) {
      List<Observation> errors = new ArrayList<>();
      List<Arm> against = new ArrayList<>();
      errors.add(observation("sp500", "rnn", 7, "treated", 1, 1));
      for (int i = 0; i < others; i++) {
        against.add(new Arm("other-" + i));
        errors.add(observation("sp500", "rnn", 7, "other-" + i, 1, 2 + i));
      }
      Report plain = ReportPages.report(Summary.of(errors), ReportPages.NOTHING, Map.of(), null);
      Report report =
          new Report(
              plain.run(),
              plain.command(),
              plain.made(),
              List.of(
                  new ProtocolComparison.Side(
                      Protocol.STRICT,
                      Summary.of(errors),
                      List.of(),
                      Answers.of(errors, new Question(List.of(new Arm("treated")), against)))),
              plain.details(),
              plain.pictures(),
              plain.generated(),
              plain.scaled(),
              null);
      Document page = ReportPages.page(report);
      assertThat(page.select("#headline .answers li")).hasSize(others);
      assertThat(page.select("#headline details .answers")).hasSize(others > 12 ? 1 : 0);
    }
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
  void moreArmsThanThereAreRegularisersHaveLooksOfTheirOwn() throws Exception {
    JsonNode more =
        new ObjectMapper().readTree(ReportPage.class.getResourceAsStream("more-arms.json"));
    assertThat(more.path("colours")).doesNotHaveDuplicates();
    assertThat(more.path("symbols")).doesNotHaveDuplicates();
    JsonNode known = new ObjectMapper().readTree(ReportPage.class.getResourceAsStream("arms.json"));
    int free = more.path("colours").size() * more.path("symbols").size() - known.size();
    assertThat(free).as("looks for a grid of 20 arms").isGreaterThanOrEqualTo(20);
  }

  @Test
  void nothingIsFetched() {
    Document page =
        ReportPages.page(
            ReportPages.report(Summary.of(List.of()), ReportPages.NOTHING, Map.of(), null));
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
    Document page =
        ReportPages.page(
            ReportPages.report(Summary.of(List.of()), ReportPages.NOTHING, Map.of(), null));
    assertThat(page.select("figure.chart").eachAttr("id"))
        .containsExactly(
            "chart-answer",
            "chart-mae",
            "chart-settings",
            "chart-steps",
            "chart-forecasts",
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
          for (String arm : ReportPages.ARMS) {
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
    String html = ReportPage.render(ReportPages.report(Summary.of(all), details, Map.of(), null));
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000_000);
  }
}
