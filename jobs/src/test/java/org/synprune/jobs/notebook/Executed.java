package org.synprune.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * A notebook that was run: what its cells show.
 *
 * @param cells all cells by id, in order
 */
record Executed(Map<String, JsonNode> cells) {

  /** Reads a notebook's file. */
  static Executed read(Path file) throws IOException {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).path("cells")) {
      cells.put(cell.path("id").asText(), cell);
    }
    return new Executed(cells);
  }

  /** The cells with code, in order. */
  List<JsonNode> code() {
    return cells.values().stream()
        .filter(cell -> cell.path("cell_type").asText().equals("code"))
        .toList();
  }

  /** The outputs of a cell. */
  static List<JsonNode> outputs(JsonNode cell) {
    return StreamSupport.stream(cell.path("outputs").spliterator(), false).toList();
  }

  /** What a cell shows as a media type; it shows exactly one such thing. */
  String shown(String id, String type) {
    assertThat(cells).containsKey(id);
    List<JsonNode> found =
        outputs(cells.get(id)).stream()
            .map(output -> output.path("data").path(type))
            .filter(data -> !data.isMissingNode())
            .toList();
    assertThat(found).as("%s shown by cell '%s'", type, id).hasSize(1);
    JsonNode data = found.get(0);
    if (data.isTextual()) {
      return data.asText();
    }
    StringBuilder text = new StringBuilder();
    data.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  /** The rows of the table that a cell shows, by column. */
  List<Map<String, String>> table(String id) {
    String html = shown(id, "text/html");
    int end = html.indexOf("</table>") + "</table>".length();
    Document table = xml(html.substring(html.indexOf("<table"), end));
    List<String> columns = texts((Element) table.getElementsByTagName("tr").item(0), "th");
    List<Map<String, String>> rows = new ArrayList<>();
    NodeList lines = table.getElementsByTagName("tr");
    for (int i = 1; i < lines.getLength(); i++) {
      List<String> values = texts((Element) lines.item(i), "td");
      assertThat(values).hasSameSizeAs(columns.subList(1, columns.size()));
      Map<String, String> row = new LinkedHashMap<>();
      for (int j = 0; j < values.size(); j++) {
        row.put(columns.get(j + 1), values.get(j));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The plot that a cell shows. */
  Document plot(String id) {
    String svg = shown(id, "image/svg+xml");
    return xml(svg.substring(svg.indexOf("<svg")));
  }

  private static List<String> texts(Element row, String tag) {
    NodeList cells = row.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < cells.getLength(); i++) {
      texts.add(cells.item(i).getTextContent());
    }
    return texts;
  }

  private static Document xml(String text) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + text, e);
    }
  }
}
