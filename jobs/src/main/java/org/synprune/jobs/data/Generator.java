package org.synprune.jobs.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Writes made-up raw files in a data set's own form, quirks included, with a known noise floor:
 *
 * <pre>{@code
 * GeneratedTruth truth = Generator.of("power").rows(2_075_259).seed(7).to(file);
 * }</pre>
 */
public final class Generator {

  private Generator() {}

  /**
   * The data sets whose form can be written.
   *
   * @return their names
   */
  public static List<String> datasets() {
    return List.of("air-quality", "bitcoin", "power", "power-minute", "sp500");
  }

  /**
   * Starts a generator.
   *
   * @param dataset one of {@link #datasets()}
   * @return the generator, with the data set's own number of rows and seed 42
   * @throws org.synprune.jobs.BadInputException if there is no such form
   */
  public static Generator of(String dataset) {
    throw new UnsupportedOperationException("under construction: " + dataset);
  }

  /**
   * How many rows to write.
   *
   * @param count 1 or more
   * @return this
   */
  public Generator rows(long count) {
    throw new UnsupportedOperationException("under construction: " + count);
  }

  /**
   * What to draw from; the same seed writes the same bytes.
   *
   * @param value any number
   * @return this
   */
  public Generator seed(long value) {
    throw new UnsupportedOperationException("under construction: " + value);
  }

  /**
   * The name of the file under which {@link Prepare} looks for this data set first.
   *
   * @return a file name
   */
  public String fileName() {
    throw new UnsupportedOperationException("under construction");
  }

  /**
   * Writes the file, and {@code FILE.truth.json} beside it.
   *
   * @param file where to; gzip if the name ends in {@code .gz}
   * @return what is known of it
   */
  public GeneratedTruth to(Path file) {
    throw new UnsupportedOperationException("under construction: " + file);
  }
}
