package org.synprune.jobs.paper;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Observation;

/**
 * Reader of the paper's published results (its Appendix A) as comma-separated text, with a header
 * and the columns {@code dataset, model, metric, sequence_length, no_dropout, dropout, mc_dropout,
 * synaptic_pruning}. Rows of other metrics than {@code mae} are passed over.
 */
public final class AppendixFile {

  /** The seed given to its observations: what is published are means over seeds. */
  public static final long SEED = 0;

  private static final String METRIC = "mae";
  private static final Map<String, String> DATASETS =
      ordered(
          "Bitcoin",
          "bitcoin",
          "S&P500",
          "sp500",
          "Air Quality",
          "air-quality",
          "Electricity",
          "power");
  private static final Map<String, String> ARCHITECTURES =
      ordered("RNN", "rnn", "LSTM", "lstm", "PatchTST", "patchtst");
  private static final Map<String, String> ARMS =
      ordered(
          "no_dropout",
          Observation.NONE,
          "dropout",
          "dropout",
          "mc_dropout",
          "mc-dropout",
          "synaptic_pruning",
          "synaptic-pruning");

  private final Path file;
  private final List<Observation> observations = new ArrayList<>();
  private final Set<List<String>> seen = new HashSet<>();

  private AppendixFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file UTF-8 text
   * @return the mean absolute errors, in the unit of the file (z-scores of the target)
   * @throws BadInputException if the file is missing or unreadable, lacks a column, or holds
   *     anything but a finite number or a known name where one is expected, or a row twice; the
   *     message names file, line and column
   */
  public static List<Observation> read(Path file) {
    AppendixFile appendix = new AppendixFile(file);
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      appendix.parse(reader);
    } catch (NoSuchFileException e) {
      throw new BadInputException(file + ": no such file, expected the published results", e);
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": isn't UTF-8 text", e);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": can't be read as comma-separated text: " + e.getMessage(), e);
    }
    return List.copyOf(appendix.observations);
  }

  private void parse(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    CSVFormat format = CSVFormat.DEFAULT.builder().setTrim(true).setIgnoreEmptyLines(true).get();
    try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      parse(parser);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (observations.isEmpty()) {
      throw new BadInputException(
          file + ": has no row whose column 'metric' is '" + METRIC + "', expected at least one");
    }
  }

  private void parse(CSVParser parser) {
    Map<String, Integer> columns = null;
    for (CSVRecord row : parser) {
      long line = parser.getCurrentLineNumber();
      if (columns == null) {
        columns = header(row);
      } else {
        row(new Row(row, line, columns));
      }
    }
    if (columns == null) {
      throw new BadInputException(file + ": is empty, expected a header");
    }
  }

  private Map<String, Integer> header(CSVRecord row) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      columns.putIfAbsent(row.get(i), i);
    }
    List<String> expected =
        new ArrayList<>(List.of("dataset", "model", "metric", "sequence_length"));
    expected.addAll(ARMS.keySet());
    for (String name : expected) {
      if (!columns.containsKey(name)) {
        throw new BadInputException(
            file
                + ", line 1: column '"
                + name
                + "' is missing, expected the columns "
                + String.join(", ", expected));
      }
    }
    return columns;
  }

  private void row(Row row) {
    if (!row.text("metric").equals(METRIC)) {
      return;
    }
    String dataset = row.choice("dataset", DATASETS);
    String architecture = row.choice("model", ARCHITECTURES);
    int lookback = row.lookback("sequence_length");
    if (!seen.add(List.of(dataset, architecture, Integer.toString(lookback)))) {
      throw row.bad(
          "sequence_length",
          "repeats " + lookback + " for " + dataset + "/" + architecture + ", expected it once");
    }
    ARMS.forEach(
        (column, arm) ->
            observations.add(
                new Observation(dataset, architecture, lookback, arm, SEED, row.number(column))));
  }

  /** One line of the file, read strictly. */
  private final class Row {

    private final CSVRecord row;
    private final long line;
    private final Map<String, Integer> columns;

    Row(CSVRecord row, long line, Map<String, Integer> columns) {
      this.row = row;
      this.line = line;
      this.columns = columns;
    }

    String text(String column) {
      int at = columns.get(column);
      if (at >= row.size()) {
        throw bad(
            column,
            "is missing: the line has " + row.size() + " cells, expected " + columns.size());
      }
      return row.get(at);
    }

    String choice(String column, Map<String, String> choices) {
      String id = choices.get(text(column));
      if (id == null) {
        throw bad(
            column,
            "is '" + text(column) + "', expected one of " + String.join(", ", choices.keySet()));
      }
      return id;
    }

    int lookback(String column) {
      String text = text(column);
      if (!text.matches("[1-9]\\d{0,8}")) {
        throw bad(column, "is '" + text + "', expected a whole number of at least 1");
      }
      return Integer.parseInt(text);
    }

    double number(String column) {
      double value;
      try {
        value = Double.parseDouble(text(column));
      } catch (NumberFormatException e) {
        value = Double.NaN;
      }
      if (!Double.isFinite(value)) {
        throw bad(column, "is '" + text(column) + "', expected a number");
      }
      return value;
    }

    BadInputException bad(String column, String problem) {
      return new BadInputException(
          file + ", line " + line + ": column '" + column + "' " + problem);
    }
  }

  private static Map<String, String> ordered(String... namesAndIds) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndIds.length; i += 2) {
      map.put(namesAndIds[i], namesAndIds[i + 1]);
    }
    return map;
  }
}
