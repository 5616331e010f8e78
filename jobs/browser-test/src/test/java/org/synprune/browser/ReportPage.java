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
      const words = (svg) => [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim())
        .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0);
      const overlap = (one, other) => Math.min(
        Math.min(one.right, other.right) - Math.max(one.left, other.left),
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
      const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
        .map((c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const contrastTo = (back, colour) => { const [low, high] = [light(back), light(colour)]
        .sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };
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

  List<String> texts(String script, Object... arguments) {
    return list(script, arguments).stream().map(Object::toString).toList();
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

  /** Pairs of words of a figure that lie on each other by more than two pixels. */
  List<?> overlaps() {
    return list(
        """
        return figures().flatMap((figure) => [...figure.querySelectorAll('svg')].flatMap((svg) => {
          const all = words(svg);
          return all.flatMap((one, i) => all.slice(i + 1)
            .filter((other) => overlap(one.box, other.box) > 2)
            .map((other) => `${figure.id}: '${one.text}' on '${other.text}'`));
        }));
        """);
  }

  /** Words of a figure that are cut off by its edges. */
  List<?> cutOff() {
    return list(
        """
        return figures().flatMap((figure) => [...figure.querySelectorAll('svg')].flatMap((svg) => {
          const edge = svg.getBoundingClientRect();
          return words(svg).filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1
              || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
            .map(({ text }) => `${figure.id}: '${text}'`);
        }));
        """);
  }

  /** Lines and marks of the charts that stand out from the page by less than 3 to 1. */
  List<?> faint() {
    return list(
        """
        const back = getComputedStyle(document.body).backgroundColor;
        return [...new Set(figures().filter((figure) => figure.id !== 'chart-layers')
          .flatMap((figure) => marks(figure).filter((shape) => !shape.closest('defs')).flatMap((shape) => {
            const style = getComputedStyle(shape);
            return [style.stroke, style.fill].filter((colour) => colour.startsWith('rgb(')
                && !furniture.includes(colour) && contrastTo(back, colour) < 3)
              .filter(() => Number(style.fillOpacity) > 0.5)
              .map((colour) => `${figure.id} ${colour}`);
          })))];
        """);
  }
}
