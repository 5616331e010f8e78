package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.PaperAnalysis;

/** Reports and their pages for tests. */
final class ReportPages {

  static final List<String> ARMS = List.of("none", "dropout", "mc-dropout", "synaptic-pruning");
  static final RunDetails NOTHING =
      new RunDetails(List.of(), List.of(), List.of(), List.of(), List.of(), 0, List.of());

  private ReportPages() {}

  /** The report of a run, with one protocol. */
  static Report report(
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
                Protocol.STRICT,
                summary,
                List.of(new NaiveForecast("sp500", 7, 1, .2)),
                List.of())),
        details,
        Pictures.NONE,
        List.of(),
        scaled,
        paper);
  }

  /** Its page. */
  static Document page(Report report) {
    return Jsoup.parse(ReportPage.render(report));
  }

  /** The numbers that a page carries. */
  static JsonNode data(Document page) throws Exception {
    Element script = page.getElementById("report-data");
    assertThat(script.attr("type")).isEqualTo("application/json");
    return new ObjectMapper().readTree(script.data());
  }
}
