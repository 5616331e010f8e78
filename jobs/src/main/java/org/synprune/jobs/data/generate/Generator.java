package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.Prepare;

/**
 * Writes made-up raw files in a data set's own form, quirks included, with a known noise floor:
 *
 * <pre>{@code
 * GeneratedTruth truth = Generator.of("power").rows(2_075_259).seed(7).to(file);
 * }</pre>
 *
 * <p>Streams: memory doesn't grow with the rows, but for {@code bitcoin}, whose newest row comes
 * first. The same seed writes the same bytes.
 */
public final class Generator {

  private static final Map<String, RawForm> FORMS =
      new TreeMap<>(
          Map.of(
              "air-quality", new AirQualityForm(),
              "bitcoin", DailyForm.BITCOIN,
              "power", new PowerForm("power", "1h"),
              "power-minute", new PowerForm("power-minute", "1m"),
              "sp500", DailyForm.SP500));

  private final RawForm form;
  private long rows;
  private long seed = 42;

  private Generator(RawForm form) {
    this.form = form;
    this.rows = form.defaultRows();
  }

  /**
   * The data sets whose form can be written.
   *
   * @return their names, sorted
   */
  public static List<String> datasets() {
    return List.copyOf(FORMS.keySet());
  }

  /**
   * Starts a generator.
   *
   * @param dataset one of {@link #datasets()}
   * @return the generator, with the data set's own number of rows and seed 42
   * @throws BadInputException if there is no such form
   */
  public static Generator of(String dataset) {
    RawForm form = FORMS.get(dataset);
    if (form == null) {
      throw new BadInputException(
          "no generator for the data set '"
              + dataset
              + "', expected one of "
              + String.join(", ", FORMS.keySet()));
    }
    return new Generator(form);
  }

  /**
   * How many rows to write.
   *
   * @param count 1 or more
   * @return this
   * @throws BadInputException if it is less than 1
   */
  public Generator rows(long count) {
    if (count < 1 || count > form.mostRows()) {
      throw new BadInputException("rows is " + count + ", expected 1 to " + form.mostRows());
    }
    this.rows = count;
    return this;
  }

  /**
   * What to draw from; the same seed writes the same bytes.
   *
   * @param value any number
   * @return this
   */
  public Generator seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * The name of the file under which {@link Prepare} looks for this data set first.
   *
   * @return a file name
   */
  public String fileName() {
    return form.fileName();
  }

  /**
   * Whether a file is what {@link #to} would write: made with the same rows and seed.
   *
   * @param file where to look
   * @return true if nothing is to be done
   */
  public boolean wrote(Path file) {
    Path truth = truthFile(file);
    if (!Files.exists(file) || !Files.exists(truth)) {
      return false;
    }
    try {
      JsonNode made = new ObjectMapper().readTree(truth.toFile());
      return made.path("rows").asLong() == rows && made.path("seed").asLong() == seed;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path truthFile(Path file) {
    return file.toAbsolutePath().resolveSibling(file.getFileName() + ".truth.json");
  }

  /**
   * Writes the file, and {@code FILE.truth.json} beside it.
   *
   * @param file where to; gzip if the name ends in {@code .gz}
   * @return what is known of it
   * @throws BadInputException if the file can't be written
   */
  public GeneratedTruth to(Path file) {
    Path absolute = file.toAbsolutePath();
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    try {
      Files.createDirectories(absolute.getParent());
      GeneratedTruth truth;
      try (Writer out = open(part, absolute.toString().endsWith(".gz"))) {
        truth = form.write(out, rows, seed);
      }
      Files.writeString(
          truthFile(file),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(truth) + "\n");
      Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
      return truth;
    } catch (IOException e) {
      throw new BadInputException(file + ": can't be written: " + e.getMessage(), e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        System.err.println(part + ": left behind: " + e.getMessage());
      }
    }
  }

  private static Writer open(Path file, boolean gzip) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new BufferedWriter(
        new OutputStreamWriter(
            gzip ? new GZIPOutputStream(out, 1 << 16) : out, StandardCharsets.UTF_8),
        1 << 16);
  }
}
