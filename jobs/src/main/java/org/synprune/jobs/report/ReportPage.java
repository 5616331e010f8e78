package org.synprune.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run as one HTML page that needs nothing but a browser: styles, scripts, the chart library
 * (Apache ECharts) and the numbers are all in it. The page's parts lie beside this class's
 * resources; its charts and tables are made in the browser from the element {@code report-data}.
 */
public final class ReportPage {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final List<String> SCRIPTS =
      List.of("figures.js", "charts.js", "costs.js", "page.js");
  private static final String HERE = "/org/synprune/jobs/report/";
  private static final String BUILD = "/synprune-build.properties";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportPage() {}

  /**
   * Makes the page.
   *
   * @param report what it shows
   * @return HTML
   */
  public static String render(Report report) {
    Map<String, String> parts =
        Map.of(
            "title", escape(report.run()),
            "made", escape(MINUTE.format(report.made())),
            "command", escape(report.command()),
            "headline", lines(report.sides().stream().map(ReportPage::headline)),
            "style", resource(HERE + "page.css"),
            "library", script(resource(library())),
            "scripts", script(lines(SCRIPTS.stream().map(name -> resource(HERE + name)))),
            "data", PageData.of(report).json());
    // In one pass: what stands in a part is never taken for a place.
    return PLACE
        .matcher(resource(HERE + "page.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String headline(ProtocolComparison.Side side) {
    Headline headline = Headline.of(side.summary());
    String won = lines(headline.won().stream().map(line -> "<li>" + escape(line) + "</li>"));
    return "<div class=\"headline\" data-protocol=\""
        + escape(side.protocol().id())
        + "\">\n<p class=\"sentence\">"
        + escape(headline.sentence())
        + "</p>\n<p>"
        + "Against the naive forecast (the last known value): "
        + escape(NaiveNote.count(side.summary(), side.naive()))
        + "</p>\n"
        + (won.isEmpty()
            ? ""
            : "<details><summary>Rows with an arm ahead</summary>\n<ul>\n"
                + won
                + "\n</ul></details>\n")
        + "</div>";
  }

  private static String lines(Stream<String> lines) {
    return lines.collect(Collectors.joining("\n"));
  }

  /** Keeps a script from ending the element that it stands in. */
  private static String script(String source) {
    return source.replaceAll("(?i)<(?=/script|script|!--)", "\\\\x3c");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String library() {
    Properties build = new Properties();
    try (InputStream in = open(BUILD)) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/echarts/"
        + build.getProperty("echarts")
        + "/dist/echarts.min.js";
  }

  private static String resource(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = ReportPage.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the program lacks its resource " + name);
    }
    return in;
  }
}
