package org.synprune.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The marks of a plot, as matplotlib writes SVG.
 *
 * @param panels the heights of each line's marks, in the order drawn, by the panel's title
 * @param texts all that is written in and beside a panel, by its title
 */
record Plot(Map<String, List<List<Double>>> panels, Map<String, List<String>> texts) {

  static Plot of(Document svg) {
    Map<String, List<List<Double>>> panels = new LinkedHashMap<>();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    NodeList groups = svg.getElementsByTagName("g");
    for (int i = 0; i < groups.getLength(); i++) {
      Element axes = (Element) groups.item(i);
      if (axes.getAttribute("id").startsWith("axes_")) {
        // The axes' labels lie deeper; the title is written last.
        List<Element> written = children(axes, "text_");
        String title = written.get(written.size() - 1).getTextContent().strip();
        texts.put(title, texts(axes));
        panels.put(title, children(axes, "line2d_").stream().map(Plot::heights).toList());
      }
    }
    return new Plot(panels, texts);
  }

  private static List<String> texts(Element axes) {
    List<String> texts = new ArrayList<>();
    NodeList all = axes.getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static List<Element> children(Element parent, String id) {
    List<Element> found = new ArrayList<>();
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element child && child.getAttribute("id").startsWith(id)) {
        found.add(child);
      }
    }
    return found;
  }

  private static List<Double> heights(Element line) {
    NodeList marks = line.getElementsByTagName("use");
    List<Double> heights = new ArrayList<>();
    for (int i = 0; i < marks.getLength(); i++) {
      heights.add(Double.parseDouble(((Element) marks.item(i)).getAttribute("y")));
    }
    return heights;
  }

  /** How many marks a panel has. */
  long marks(String panel) {
    return panels.get(panel).stream().mapToLong(List::size).sum();
  }

  /**
   * That a panel's marks lie where values do: heights are a falling linear function of them.
   *
   * @param panel its title
   * @param values a list for each line, in the order drawn
   */
  void assertShows(String panel, List<List<Double>> values) {
    assertThat(panels).containsKey(panel);
    List<Double> heights = panels.get(panel).stream().flatMap(List::stream).toList();
    List<Double> expected = values.stream().flatMap(List::stream).toList();
    assertThat(heights).as(panel).hasSameSizeAs(expected);
    int low = expected.indexOf(expected.stream().min(Double::compare).orElseThrow());
    int high = expected.indexOf(expected.stream().max(Double::compare).orElseThrow());
    double slope =
        (heights.get(high) - heights.get(low)) / (expected.get(high) - expected.get(low));
    assertThat(slope).as(panel).isNegative();
    for (int i = 0; i < heights.size(); i++) {
      double height = heights.get(low) + slope * (expected.get(i) - expected.get(low));
      assertThat(heights.get(i)).as("%s, mark %d", panel, i).isCloseTo(height, within(0.01));
    }
  }
}
