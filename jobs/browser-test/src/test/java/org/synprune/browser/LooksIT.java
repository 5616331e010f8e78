package org.synprune.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of few and of many arms: readable on a desk, on a phone, in the dark and on paper. */
class LooksIT {

  private static final Path SCREENSHOTS = Path.of(System.getProperty("synprune.screenshots"));
  private static final int DESK = 1400;
  private static final int PHONE = 390;

  /** A4 without its margins, in CSS pixels. */
  private static final int PAPER = 703;

  /** The runs whose pages are looked at. */
  enum Run {
    FEW,
    MANY,
    VARIED
  }

  @TempDir private static Path folder;

  private static final Map<Run, ReportPage> PAGES = new EnumMap<>(Run.class);
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    Browser.require();
    for (Run run : Run.values()) {
      Path own = Files.createDirectory(folder.resolve(run.name()));
      Path file =
          switch (run) {
            case FEW -> SmallRun.page(own);
            case MANY -> SmallRun.manyArms(own);
            case VARIED -> SmallRun.variedSettings(own);
          };
      if (browser == null) {
        browser = Browser.start();
      }
      PAGES.put(run, new ReportPage(browser, file));
    }
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static ReportPage open(Run run, String scheme, int width) {
    ReportPage page = PAGES.get(run);
    browser.prefer(scheme);
    page.open(width);
    return page;
  }

  private static void picture(Run run, String kind) throws Exception {
    browser.screenshot(
        SCREENSHOTS.resolve(run.name().toLowerCase(Locale.ROOT) + "-" + kind + ".png"));
  }

  private static void requireReadable(ReportPage page, int width) {
    assertThat(page.script("return document.documentElement.scrollWidth;"))
        .as("nothing to scroll sideways")
        .isEqualTo((long) width);
    assertThat(page.overlaps()).as("words on words").isEmpty();
    assertThat(page.cutOff()).as("words cut off").isEmpty();
    assertThat(page.faint()).as("colours that don't stand out").isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"FEW", "MANY"})
  void isReadableOnADesk(Run run) throws Exception {
    ReportPage page = open(run, "light", DESK);
    picture(run, "desk");
    requireReadable(page, DESK);
  }

  @ParameterizedTest
  @EnumSource(names = {"FEW", "MANY"})
  void isReadableOnAPhone(Run run) throws Exception {
    ReportPage page = open(run, "light", PHONE);
    picture(run, "phone");
    requireReadable(page, PHONE);
  }

  @ParameterizedTest
  @EnumSource(names = {"FEW", "MANY"})
  void isReadableInTheDark(Run run) throws Exception {
    ReportPage page = open(run, "dark", DESK);
    assertThat(page.brightness("backgroundColor", "body")).isLessThan(0.2);
    picture(run, "dark");
    requireReadable(page, DESK);
  }

  @ParameterizedTest
  @EnumSource(names = {"FEW", "MANY"})
  void isReadableOnPaper(Run run) throws Exception {
    ReportPage page = open(run, "dark", PAPER);
    browser.showAsPrinted();
    assertThat(page.brightness("backgroundColor", "body")).isGreaterThan(0.9);
    picture(run, "paper");
    requireReadable(page, PAPER);
  }

  /** On the page of a heading is the first chart below it, or the sentence that there is none. */
  @ParameterizedTest
  @EnumSource(names = {"FEW", "MANY"})
  void headingsAreOnThePaperOfTheirCharts(Run run) throws Exception {
    ReportPage page = open(run, "light", DESK);
    List<?> headed =
        page.list(
            """
            return [...document.querySelectorAll('section')].filter((s) => s.offsetParent !== null)
              .map((section) => [section.querySelector('h2').textContent,
                (section.querySelector('.panel h4') || section.querySelector('h2')).textContent]);
            """);
    Path file = SCREENSHOTS.resolve(run.name().toLowerCase(Locale.ROOT) + ".pdf");
    Files.write(file, browser.pdf());
    List<String> sheets = PrintedPages.of(file);
    assertThat(headed).hasSizeGreaterThan(6);
    for (Object one : headed) {
      String heading = String.valueOf(((List<?>) one).get(0));
      // Long names take several lines, beside those of the next chart.
      String chart =
          Stream.of(String.valueOf(((List<?>) one).get(1)).split(" ", -1))
              .limit(3)
              .collect(Collectors.joining(" "));
      assertThat(sheets)
          .as("a sheet with '%s' and '%s' below it", heading, chart)
          .anyMatch(
              sheet -> {
                int at = sheet.indexOf("\n" + heading + "\n");
                return at >= 0 && sheet.indexOf(chart, at + 1) >= 0;
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAxisOfNumbersHasANameWithItsUnit(Run run) {
    ReportPage page = open(run, "light", DESK);
    List<?> names =
        page.list(
            """
            return figures().flatMap((figure) => [...figure.querySelectorAll('.plot')].flatMap((plot) => {
              const option = echarts.getInstanceByDom(plot).getOption();
              return [...option.xAxis, ...option.yAxis]
                .filter((axis) => axis.type !== 'category' && !axis.inverse)
                .map((axis) => axis.name || `${figure.id} has none`);
            }));
            """);
    assertThat(names).hasSizeGreaterThan(20);
    Set<String> distinct = names.stream().map(Object::toString).collect(Collectors.toSet());
    assertThat(distinct).noneMatch(name -> name.endsWith("has none"));
    distinct.removeAll(Set.of("epoch", "time of the data", "saliency", "scope"));
    assertThat(distinct).allMatch(name -> name.matches(".+ \\(.+\\)"));
  }

  @Test
  void logarithmicAxesHaveTicksThatPeopleRead() {
    ReportPage page = open(Run.FEW, "light", DESK);
    assertThat(page.texts("return logTicks(0.17, 0.6).map(String);"))
        .containsExactly("0.2", "0.3", "0.5");
    assertThat(page.texts("return logTicks(0.012, 1.3).map(String);"))
        .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1");
    assertThat(page.texts("return logTicks(3, 40000).map(String);"))
        .containsExactly("10", "100", "1000", "10000");
    assertThat(page.texts("return logTicks(0.101, 0.109).map(String);"))
        .containsExactly("0.102", "0.104", "0.106", "0.108");
  }

  @Test
  void everyLineHasTheNameAndTheColourOfItsArm() {
    ReportPage page = open(Run.MANY, "light", DESK);
    for (String figure : List.of("chart-curves", "chart-sparsity")) {
      List<?> unnamed =
          page.list(
              """
              return [...document.querySelectorAll(`#${arguments[0]} .plot`)].flatMap((plot) => {
                const named = words(plot).map(({ text }) => text);
                const lines = echarts.getInstanceByDom(plot).getOption().series.filter((one) => one.name);
                return lines.filter((one) => !named.includes(one.name)
                    || one.lineStyle.color !== arm(one.name).colour).map((one) => one.name);
              });
              """,
              figure);
      assertThat(unnamed).as(figure).isEmpty();
      long arms = figure.equals("chart-curves") ? 13 : 8;
      assertThat(
              page.script(
                  "return new Set([...document.querySelectorAll(`#${arguments[0]} .plot`)]"
                      + ".flatMap((plot) => echarts.getInstanceByDom(plot).getOption().series)"
                      + ".filter((one) => one.name && one.symbol !== 'none').map((one) =>"
                      + " `${one.itemStyle.color} ${one.symbol}`)).size;",
                  figure))
          .as("looks of the arms of %s", figure)
          .isEqualTo(arms);
    }
  }

  @Test
  void layersAreNamedOnceANetwork() {
    ReportPage page = open(Run.MANY, "light", DESK);
    List<?> panels =
        page.list(
            "return [...document.querySelectorAll('#chart-layers h4')].map((h) => h.innerText);");
    assertThat(panels).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void timeThatArmsShareIsDrawnOnce() {
    ReportPage page = open(Run.MANY, "light", DESK);
    assertThat(page.list("return [...document.querySelectorAll('#chart-time .plot')];")).hasSize(1);
  }

  @Test
  void forecastsOfTheChosenArmsAreDrawnOverTime() {
    ReportPage page = open(Run.MANY, "light", DESK);
    String lines =
        "return echarts.getInstanceByDom(document.querySelector('#chart-forecasts .plot'))"
            + ".getOption().series.filter((one) => one.type === 'line').length;";
    assertThat(page.script(lines)).as("four arms and what was measured").isEqualTo(5L);
    page.script("document.querySelector('#chart-forecasts input:not(:checked)').click();");
    assertThat(page.script(lines)).isEqualTo(6L);
    assertThat(
            page.list("return [...document.querySelectorAll('#chart-forecasts select option')];"))
        .as("three networks")
        .hasSize(3);
    List<?> head =
        page.list(
            "return [...document.querySelectorAll('#chart-forecasts th')].map((h) => h.textContent);");
    assertThat(head.stream().map(Object::toString))
        .contains("time", "measured", "none", "prune-0.35", "mc-dropout, sd");
    String time =
        String.valueOf(
            page.script("return document.querySelector('#chart-forecasts tbody td').textContent;"));
    assertThat(time).matches("\\d{4}-\\d\\d-\\d\\d( \\d\\d:\\d\\d)?");
    // The error beside an arm is that of the table's numbers.
    assertThat(
            page.script(
                """
                const rows = [...document.querySelectorAll('#chart-forecasts tbody tr')]
                  .map((row) => [...row.children].map((cell) => Number(cell.textContent)));
                const errors = rows.map((row) => Math.abs(row[2] - row[1]));
                const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length;
                return document.querySelector('#chart-forecasts .legend').textContent
                  .includes(`none ${Number(mean.toPrecision(4))}`);
                """))
        .isEqualTo(true);
  }

  @Test
  void aRunWithoutForecastsSaysHowToGetThem() {
    ReportPage page = open(Run.FEW, "light", DESK);
    assertThat(page.script("return document.getElementById('chart-forecasts').textContent;"))
        .asString()
        .contains("--save-models best", "synprune score --run quick");
  }

  @Test
  void settingsHaveACurveAPlace() {
    ReportPage many = open(Run.MANY, "light", DESK);
    Set<String> titles = titles(many);
    assertThat(titles)
        .contains("max-sparsity: sp500 · rnn lookback 7", "rate: sp500 · lstm lookback 7");
    ReportPage varied = open(Run.VARIED, "light", DESK);
    assertThat(titles(varied))
        .contains(
            "hidden: bitcoin · rnn learning-rate=0.001 lookback 3",
            "learning-rate: bitcoin · lstm hidden=16 lookback 3",
            "saliency: bitcoin · rnn hidden=8 learning-rate=0.01 pruning by scope, lookback 3");
  }

  @Test
  void errorsOfSeveralStepsHaveALineForEachArm() {
    assertThat(
            open(Run.FEW, "light", DESK)
                .script("return document.getElementById('section-steps').hidden;"))
        .isEqualTo(true);
    ReportPage varied = open(Run.VARIED, "light", DESK);
    List<?> panels =
        varied.list(
            """
            return [...document.querySelectorAll('#chart-steps .plot')].map((plot) =>
              echarts.getInstanceByDom(plot).getOption().series.filter((one) => one.type === 'line')
                .map((one) => `${one.name} ${one.data.length}`).sort().join(', '));
            """);
    assertThat(panels).hasSize(8);
    assertThat(new TreeSet<>(panels.stream().map(Object::toString).toList()))
        .singleElement()
        .asString()
        .contains("none 12", "magnitude-global 12", "random-uniform 12")
        .matches("(\\S+ 12(, )?){6}");
    assertThat(
            varied.list(
                "return [...document.querySelectorAll('#chart-steps tbody tr')].map((r) => r.cells[4].textContent);"))
        .hasSize(8 * 5 * 12);
  }

  private static Set<String> titles(ReportPage page) {
    return page
        .list(
            "return [...document.querySelectorAll('#chart-settings h4')].map((h) => h.innerText);")
        .stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
