package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.files.Replacement;

/**
 * Generates raw files in the form of a real data set, quirks included, with a known lowest error:
 *
 * <pre>{@code
 * GeneratedTruth truth = Generator.of("power").rows(2_075_259).seed(7).to(file);
 * }</pre>
 *
 * <p>Rows are written as they are drawn, so memory doesn't grow with them, except for {@code
 * bitcoin}, whose newest row comes first. The same seed writes the same bytes.
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
   * Sets how many rows to write.
   *
   * @param count 1 or more
   * @return this
   * @throws BadInputException if it is less than 1, or more than the form has dates for
   */
  public Generator rows(long count) {
    if (count < 1 || count > form.mostRows()) {
      throw new BadInputException("rows is " + count + ", expected 1 to " + form.mostRows());
    }
    this.rows = count;
    return this;
  }

  /**
   * Sets the seed of the random numbers; the same seed writes the same bytes.
   *
   * @param value any number
   * @return this
   */
  public Generator seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * The name of the file under which {@code prepare} looks for this data set first.
   *
   * @return a file name
   */
  public String fileName() {
    return form.fileName();
  }

  /**
   * Whether a file was once generated: it may be replaced by a generated one.
   *
   * @param file where to look
   * @return true if it has a truth file beside it
   */
  public static boolean made(Path file) {
    return TruthFile.isBeside(file);
  }

  /**
   * Whether a file is what {@link #to} would write: made with the same rows and seed, and unchanged
   * since.
   *
   * @param file where to look
   * @return true if there is nothing to write
   */
  public boolean wrote(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      Optional<JsonNode> made = TruthFile.find(file, FileHash.of(file));
      return made.isPresent()
          && made.get().path("rows").asLong() == rows
          && made.get().path("seed").asLong() == seed;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes the file, and {@code FILE.truth.json} beside it. Until both are complete the earlier
   * ones stay.
   *
   * @param file where to; gzip if the name ends in {@code .gz}
   * @return what is known of it
   * @throws BadInputException if the file can't be written; an earlier one is unchanged then
   */
  public GeneratedTruth to(Path file) {
    try {
      Path aside = Replacement.aside(file);
      GeneratedTruth truth;
      try {
        try (Writer out = open(aside, file.toString().endsWith(".gz"))) {
          truth = form.write(out, rows, seed);
        }
        TruthFile.announce(file, truth, FileHash.of(aside));
        Replacement.moveFile(aside, file);
      } catch (IOException | RuntimeException | Error e) {
        removeAfter(e, aside, file);
        throw e;
      }
      TruthFile.confirm(file);
      return truth;
    } catch (IOException e) {
      throw new BadInputException(file + ": can't be written: " + e.getMessage(), e);
    }
  }

  private static void removeAfter(Throwable failure, Path aside, Path file) {
    try {
      Replacement.delete(aside);
      TruthFile.withdraw(file);
    } catch (IOException | RuntimeException | Error e) {
      failure.addSuppressed(e);
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
