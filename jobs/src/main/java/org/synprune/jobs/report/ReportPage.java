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
import org.apache.commons.text.StringEscapeUtils;
import org.synprune.jobs.analysis.Answer;

/**
 * A run as one HTML page that works offline: styles, scripts, the chart library (Apache ECharts)
 * and the numbers are all in it. Its parts are resources of this package; the browser draws charts
 * and tables from the JSON in the element {@code report-data}.
 */
public final class ReportPage {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final List<String> SCRIPTS =
      List.of(
          "figures.js",
          "looks.js",
          "scales.js",
          "rows.js",
          "answers.js",
          "errors.js",
          "settings.js",
          "steps.js",
          "forecasts.js",
          "curves.js",
          "layers.js",
          "costs.js",
          "published.js");

  /** More sentences than this are folded. */
  private static final int MANY_ANSWERS = 12;

  private static final String START = "page.js";
  private static final String HERE = "/org/synprune/jobs/report/";
  private static final String BUILD = "/synprune-build.properties";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportPage() {}

  /**
   * Makes the page.
   *
   * @param report what the page shows
   * @return the page as HTML
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
            "scripts", script(scripts()),
            "generated", generated(report.generated()) + warnings(report.warnings()),
            "data", PageData.of(report).json());
    // In one pass, so that a placeholder inside a part is left alone.
    return PLACEHOLDER
        .matcher(resource(HERE + "page.html"))
        .replaceAll(name -> Matcher.quoteReplacement(part(parts, name.group(1))));
  }

  private static String scripts() {
    return lines(SCRIPTS.stream().map(name -> resource(HERE + name)))
        + "\nconst ARMS = "
        + resource(HERE + "arms.json")
        + ";\nconst MORE_ARMS = "
        + resource(HERE + "more-arms.json")
        + ";\n"
        + resource(HERE + START);
  }

  private static String part(Map<String, String> parts, String name) {
    String part = parts.get(name);
    if (part == null) {
      throw new IllegalStateException("page.html has an unknown placeholder " + name);
    }
    return part;
  }

  private static String generated(List<String> datasets) {
    return datasets.isEmpty()
        ? ""
        : "<p class=\"generated\" role=\"note\"><strong>"
            + escape(GeneratedNote.LABEL)
            + "</strong> "
            + escape(GeneratedNote.sentence(datasets))
            + "</p>";
  }

  private static String warnings(List<String> warnings) {
    return warnings.isEmpty()
        ? ""
        : "<div class=\"generated warnings\" role=\"note\"><strong>Look at the data.</strong>\n<ul>"
            + lines(warnings.stream().map(one -> "<li>" + escape(one) + "</li>"))
            + "</ul></div>";
  }

  private static String headline(ProtocolComparison.Side side) {
    Headline headline = Headline.of(side.summary());
    String won = lines(headline.won().stream().map(line -> "<li>" + escape(line) + "</li>"));
    return "<div class=\"headline\" data-protocol=\""
        + escape(side.protocol().id())
        + "\">\n<p class=\"sentence\">"
        + escape(headline.sentence())
        + "</p>\n"
        + answers(side.answers())
        + "<p>"
        + NaiveNote.kinds(side.naive()).stream()
            .map(
                kind ->
                    escape(
                        "Against "
                            + kind.words
                            + ": "
                            + NaiveNote.count(side.summary(), side.naive(), kind)))
            .collect(Collectors.joining(" "))
        + "</p>\n"
        + (won.isEmpty()
            ? ""
            : "<details><summary>Rows with a significant winner</summary>\n<ul>\n"
                + won
                + "\n</ul></details>\n")
        + "</div>";
  }

  private static String answers(List<Answer> answers) {
    List<String> sentences = AnswerTable.sentences(answers);
    if (sentences.isEmpty()) {
      return "";
    }
    String list =
        "<ul class=\"answers\">\n"
            + lines(sentences.stream().map(sentence -> "<li>" + escape(sentence) + "</li>"))
            + "\n</ul>\n";
    return sentences.size() <= MANY_ANSWERS
        ? list
        : String.format(
            "<details><summary>%d pairs of arms compared</summary>%n%s</details>%n",
            sentences.size(), list);
  }

  private static String lines(Stream<String> lines) {
    return lines.collect(Collectors.joining("\n"));
  }

  /** Keeps a script from closing its own element. */
  private static String script(String source) {
    return source.replaceAll("(?i)<(?=/script|script|!--)", "\\\\x3c");
  }

  private static String escape(String text) {
    return StringEscapeUtils.escapeXml10(text);
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
      throw new IllegalStateException("the program's resource " + name + " is missing");
    }
    return in;
  }
}
