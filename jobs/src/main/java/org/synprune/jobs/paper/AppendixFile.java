package org.synprune.jobs.paper;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.storage.StorageFailure;

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
          Map.entry("Bitcoin", "bitcoin"),
          Map.entry("S&P500", "sp500"),
          Map.entry("Air Quality", "air-quality"),
          Map.entry("Electricity", "power"));
  private static final Map<String, Architecture> ARCHITECTURES =
      ordered(
          Map.entry("RNN", Architecture.RNN),
          Map.entry("LSTM", Architecture.LSTM),
          Map.entry("PatchTST", Architecture.PATCHTST));
  private static final Map<String, Arm> ARMS =
      ordered(
          Map.entry("no_dropout", Arm.NONE),
          Map.entry("dropout", Arm.of(Regulariser.DROPOUT)),
          Map.entry("mc_dropout", Arm.of(Regulariser.MC_DROPOUT)),
          Map.entry("synaptic_pruning", Arm.SYNAPTIC_PRUNING));

  private final Path file;
  private final List<Observation> observations = new ArrayList<>();
  private final Set<Place> seen = new HashSet<>();

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
    } catch (AccessDeniedException e) {
      throw StorageFailure.unreadable(file, e);
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
    Place place =
        new Place(
            row.choice("dataset", DATASETS),
            Protocol.PAPER,
            row.choice("model", ARCHITECTURES),
            row.lookback("sequence_length"));
    if (!seen.add(place)) {
      throw row.bad(
          "sequence_length",
          "repeats "
              + place.lookback()
              + " for "
              + place.dataset()
              + "/"
              + place.architecture().id()
              + ", expected it once");
    }
    ARMS.forEach(
        (column, arm) -> observations.add(new Observation(place, arm, SEED, row.number(column))));
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

    <T> T choice(String column, Map<String, T> choices) {
      T choice = choices.get(text(column));
      if (choice == null) {
        throw bad(
            column,
            "is '" + text(column) + "', expected one of " + String.join(", ", choices.keySet()));
      }
      return choice;
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

  /** A map that keeps the order of its entries. */
  @SafeVarargs
  private static <T> Map<String, T> ordered(Map.Entry<String, T>... entries) {
    Map<String, T> map = new LinkedHashMap<>();
    for (Map.Entry<String, T> entry : entries) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }
}
