package org.synprune.jobs.report;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * A drawing, read back.
 *
 * @param document its elements
 */
record Svg(Document document) {

  static Svg parse(String svg) throws Exception {
    return new Svg(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg))));
  }

  Element root() {
    return document.getDocumentElement();
  }

  /** The elements of a class, in order. */
  List<Element> elements(String kind) {
    NodeList all = document.getElementsByTagName("*");
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(element -> element.getAttribute("class").equals(kind))
        .toList();
  }

  /** The texts of a class that are anchored as told. */
  List<String> text(String kind, String anchor) {
    return elements(kind).stream()
        .filter(element -> element.getAttribute("text-anchor").equals(anchor))
        .map(Element::getTextContent)
        .toList();
  }

  /** The length of a level line. */
  static double span(Element line) {
    return number(line, "x2") - number(line, "x1");
  }

  static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
