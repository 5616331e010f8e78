package org.synprune.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's {@code report.html} in headless Chromium, with the network off. */
class ReportIT {

  private static final Path SCREENSHOTS = Path.of(System.getProperty("synprune.screenshots"));
  private static final int DESK = 1400;
  private static final int PHONE = 390;

  @TempDir private static Path folder;

  private static Path file;
  private static Browser browser;
  private static ReportPage page;

  @BeforeAll
  static void open() throws Exception {
    Browser.require();
    file = SmallRun.page(folder);
    browser = Browser.start();
    page = new ReportPage(browser, file);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openOnADesk() {
    browser.prefer("light");
    page.open(DESK);
  }

  @Test
  void asksForNothingButItself() {
    assertThat(browser.requests())
        .contains(file.toUri().toString())
        .allMatch(
            address -> address.equals(file.toUri().toString()) || address.startsWith("data:"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void drawsEveryChart() {
    List<?> shown = page.list("return figures().map((figure) => figure.id);");
    assertThat(shown.stream().map(String::valueOf))
        .contains(
            "chart-mae",
            "chart-cd",
            "chart-curves",
            "chart-sparsity",
            "chart-layers",
            "chart-bytes",
            "chart-inference",
            "chart-time");
    for (Object id : shown) {
      if (id.equals("chart-cd")) {
        continue;
      }
      assertThat(page.count(id.toString())).as("marks of %s", id).isGreaterThan(3);
      assertThat(
              page.list(
                  "return [...document.getElementById(arguments[0]).querySelectorAll('.plot')]"
                      + ".filter((plot) => marks(plot.parentElement).length === 0)"
                      + ".map((plot) => plot.getAttribute('aria-label'));",
                  id))
          .as("panels of %s without a mark", id)
          .isEmpty();
    }
    // A symbol and an interval for each mean, and the numbers of all of them in the table.
    Object rows = page.script("return document.querySelectorAll('#chart-mae tbody tr').length;");
    assertThat(rows).isEqualTo(2L * 2 * 2 * 4);
    assertThat(page.count("chart-mae")).isGreaterThanOrEqualTo(2 * (Long) rows);
  }

  @Test
  void drawsAnewBeforeANewWidthIsShown() {
    Object beyond =
        page.script(
            "const place = document.querySelector('#chart-mae .plot');"
                + " return new Promise((seen) => {"
                + " let first = true;"
                + " const observer = new ResizeObserver(() => {"
                + "   if (first) { first = false; return; }"
                + "   observer.disconnect();"
                + "   const right = place.getBoundingClientRect().right;"
                + "   seen(Math.max(...[...place.querySelectorAll('text')].map((text) =>"
                + "     text.getBoundingClientRect().right)) - right); });"
                + " observer.observe(place);"
                + " requestAnimationFrame(() => requestAnimationFrame(() => {"
                + "   place.style.width = place.clientWidth / 2 + 'px'; })); });");
    assertThat(((Number) beyond).doubleValue()).as("pixels of words outside").isLessThan(1);
  }

  @Test
  void drawsCriticalDifferences() {
    List<?> arms =
        page.list(
            "return [...document.querySelectorAll('#chart-cd svg')].map((svg) =>"
                + " [...svg.querySelectorAll('.cd-arm')].filter((arm) =>"
                + " arm.getBBox().width + arm.getBBox().height > 0).length);");
    assertThat(arms).isNotEmpty();
    assertThat(arms.stream().map(Object::toString)).containsOnly("4");
    assertThat(
            page.list(
                "return [...document.querySelectorAll('#chart-cd svg')].filter((svg) => {"
                    + " const box = svg.getBoundingClientRect();"
                    + " return [...svg.querySelectorAll('text')].some((text) => {"
                    + " const own = text.getBoundingClientRect();"
                    + " return own.left < box.left - 1 || own.right > box.right + 1"
                    + " || own.bottom > box.bottom + 1; }); }).map((svg) => svg.textContent);"))
        .as("diagrams whose words are cut off")
        .isEmpty();
  }

  @Test
  void saysInWordsWhatItDraws() {
    assertThat(
            page.list(
                "return figures().filter((figure) =>"
                    + " !(figure.getAttribute('aria-label') || '').trim()).map((f) => f.id);"))
        .as("figures without a sentence")
        .isEmpty();
    List<?> sentences =
        page.list(
            "return [...document.querySelectorAll('figure.chart .plot, figure.chart svg[role=img]')]"
                + ".map((plot) => (plot.getAttribute('aria-label') || '').trim());");
    assertThat(sentences).hasSizeGreaterThan(10);
    assertThat(sentences.stream().map(Object::toString))
        .allMatch(sentence -> sentence.matches("(?s).{15,}\\d.*"))
        .noneMatch(sentence -> sentence.matches(".*(undefined|NaN|null|\\[object).*"));
    String words = String.valueOf(page.script("return document.body.innerText;"));
    assertThat(words).doesNotContain("undefined", "NaN", "[object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"filter-dataset", "filter-architecture"})
  void filtersWhatIsDrawn(String filter) {
    long before = page.count("chart-mae");
    List<?> options =
        page.list(
            "return [...document.getElementById(arguments[0]).options].map((o) => o.value);",
            filter);
    String chosen = String.valueOf(options.get(options.size() - 1));
    String other = String.valueOf(options.get(options.size() - 2));
    page.choose(filter, chosen);
    List<?> panels =
        page.list(
            "return [...document.querySelectorAll('figure.chart h4')].map((h) => h.innerText);");
    assertThat(panels).isNotEmpty();
    assertThat(panels.stream().map(Object::toString)).noneMatch(title -> title.contains(other));
    assertThat(
            page
                .list(
                    "return [...document.querySelectorAll('#chart-mae h4')].map((h) => h.innerText);")
                .stream()
                .map(Object::toString))
        .isNotEmpty()
        .allMatch(title -> title.contains(chosen));
    assertThat(page.count("chart-mae")).isPositive().isLessThan(before);
    page.choose(filter, String.valueOf(options.get(0)));
    assertThat(page.count("chart-mae")).isEqualTo(before);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void showsExactNumbersUnderTheMouse() {
    Map<?, ?> at =
        (Map<?, ?>)
            page.script(
                "const plot = document.querySelector('#chart-mae .plot');"
                    + " plot.scrollIntoView({ block: 'center' });"
                    + " const box = plot.getBoundingClientRect();"
                    + " return { x: box.left + box.width * 0.3, y: box.top + box.height / 2 };");
    browser.moveTo(number(at, "x") - 5, number(at, "y"));
    browser.moveTo(number(at, "x"), number(at, "y"));
    String tip = "";
    Instant end = Instant.now().plus(Duration.ofSeconds(5));
    while (tip.isEmpty() && Instant.now().isBefore(end)) {
      tip =
          String.valueOf(
              page.script(
                  "return [...document.querySelectorAll('.tip')].filter((tip) =>"
                      + " getComputedStyle(tip).visibility !== 'hidden')"
                      + ".map((tip) => tip.innerText).join(' ');"));
    }
    assertThat(tip).contains("none", "dropout", "mc-dropout", "synaptic-pruning");
    String first =
        String.valueOf(
            page.script(
                "return document.querySelector('#chart-mae tbody tr td:nth-child(6)')"
                    + ".textContent;"));
    assertThat(first).matches("\\d+\\.?\\d*");
    assertThat(tip).as("the mean of the first row").contains(first);
  }

  private static double number(Map<?, ?> values, String key) {
    return ((Number) values.get(key)).doubleValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {PHONE, DESK})
  void fitsItsWindow(int width) throws Exception {
    page.open(width);
    assertThat(page.script("return window.innerWidth;")).isEqualTo((long) width);
    assertThat(page.script("return document.documentElement.scrollWidth;")).isEqualTo((long) width);
    assertThat(
            page.list(
                "return figures().flatMap((figure) => [...figure.querySelectorAll('svg')])"
                    + ".filter((svg) => svg.getBoundingClientRect().right > window.innerWidth + 1)"
                    + ".map((svg) => svg.closest('figure').id);"))
        .as("figures that reach out of the window")
        .isEmpty();
    for (Object id : page.list("return figures().map((figure) => figure.id);")) {
      assertThat(page.count(id.toString())).isGreaterThan(id.equals("chart-cd") ? -1 : 3);
    }
    Path picture = SCREENSHOTS.resolve("report-" + width + ".png");
    browser.screenshot(picture);
    assertThat(Files.size(picture)).isGreaterThan(20_000);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void isDarkWhereDarkIsPreferred() throws Exception {
    double light = page.brightness("backgroundColor", "body");
    browser.prefer("dark");
    page.open(DESK);
    assertThat(light).isGreaterThan(0.9);
    assertThat(page.brightness("backgroundColor", "body")).isLessThan(0.2);
    assertThat(page.brightness("color", "body")).isGreaterThan(0.7);
    assertThat(page.brightness("fill", "#chart-mae .plot svg text")).isGreaterThan(0.5);
    assertThat(page.brightness("fill", "#chart-cd svg text")).isGreaterThan(0.5);
    browser.screenshot(SCREENSHOTS.resolve("report-dark.png"));
    // A page that is open already follows, its charts too.
    browser.prefer("light");
    assertThat(page.brightness("backgroundColor", "body")).isGreaterThan(0.9);
    assertThat(page.brightness("fill", "#chart-mae .plot svg text")).isLessThan(0.5);
  }
}
