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
 */
record Plot(Map<String, List<List<Double>>> panels) {

  static Plot of(Document svg) {
    Map<String, List<List<Double>>> panels = new LinkedHashMap<>();
    NodeList groups = svg.getElementsByTagName("g");
    for (int i = 0; i < groups.getLength(); i++) {
      Element axes = (Element) groups.item(i);
      if (axes.getAttribute("id").startsWith("axes_")) {
        NodeList texts = axes.getElementsByTagName("text");
        String title = texts.item(texts.getLength() - 1).getTextContent();
        panels.put(title, lines(axes));
      }
    }
    return new Plot(panels);
  }

  private static List<List<Double>> lines(Element axes) {
    List<List<Double>> lines = new ArrayList<>();
    NodeList children = axes.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element line
          && line.getAttribute("id").startsWith("line2d_")) {
        NodeList marks = line.getElementsByTagName("use");
        List<Double> heights = new ArrayList<>();
        for (int j = 0; j < marks.getLength(); j++) {
          heights.add(Double.parseDouble(((Element) marks.item(j)).getAttribute("y")));
        }
        lines.add(heights);
      }
    }
    return lines;
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
