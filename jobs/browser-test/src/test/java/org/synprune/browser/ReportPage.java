package org.synprune.browser;

import java.nio.file.Path;
import java.util.List;

/**
 * The page in a browser: what it shows, and what its reader does to it.
 *
 * @param browser shows it
 * @param file where it lies
 */
record ReportPage(Browser browser, Path file) {

  /**
   * What is drawn in a figure: shapes of some extent, of a colour that isn't the text's, the axes'
   * or the background's.
   */
  private static final String FUNCTIONS =
      """
      const probe = document.createElement('i');
      document.body.append(probe);
      const rgb = (colour) => { probe.style.color = ''; probe.style.color = colour;
        return getComputedStyle(probe).color; };
      const root = getComputedStyle(document.documentElement);
      const furniture = ['--text', '--muted', '--line', '--back', '--raised']
        .map((name) => rgb(root.getPropertyValue(name).trim())).concat('none', 'rgba(0, 0, 0, 0)');
      probe.remove();
      const shapes = 'path, rect, circle, ellipse, line, polyline, polygon';
      const isMark = (shape) => { const style = getComputedStyle(shape); const box = shape.getBBox();
        return (box.width > 0 || box.height > 0)
          && !(furniture.includes(style.fill) && furniture.includes(style.stroke)); };
      const marks = (figure) =>
        [...figure.querySelectorAll('.plot svg')].flatMap((svg) => [...svg.querySelectorAll(shapes)])
          .filter(isMark);
      const figures = () => [...document.querySelectorAll('figure.chart')]
        .filter((figure) => figure.offsetParent !== null);
      """;

  /** Opens it in a window of some width. */
  void open(int width) {
    browser.open(file, width);
  }

  Object script(String script, Object... arguments) {
    return browser.script(FUNCTIONS + script, arguments);
  }

  List<?> list(String script, Object... arguments) {
    return (List<?>) script(script, arguments);
  }

  /** Counts what is drawn in a figure. */
  long count(String figure) {
    return (Long) script("return marks(document.getElementById(arguments[0])).length;", figure);
  }

  void choose(String filter, String value) {
    script(
        "const select = document.getElementById(arguments[0]); select.value = arguments[1];"
            + " select.dispatchEvent(new Event('change', { bubbles: true }));",
        filter,
        value);
  }

  /** A colour's, from 0 (black) to 1 (white). */
  double brightness(String property, String selector) {
    return ((Number)
            script(
                "const colour = getComputedStyle(document.querySelector(arguments[1]))[arguments[0]];"
                    + " const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);"
                    + " return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;",
                property,
                selector))
        .doubleValue();
  }
}
