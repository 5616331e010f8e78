package org.synprune.jobs.data.generate;

import java.io.IOException;
import java.io.Writer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The form of one data set's raw file, and a random process for its target whose lowest possible
 * error is known.
 */
sealed interface RawForm permits AirQualityForm, DailyForm, PowerForm {

  /** Mean absolute value of a standard normal variable. */
  double MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

  /** The file name under which {@code prepare} looks for the data set first. */
  String fileName();

  /** As many rows as the real file has. */
  long defaultRows();

  /** The most rows that the form has dates for. */
  long mostRows();

  /**
   * Writes a file.
   *
   * @param out takes the text
   * @param rows how many rows
   * @param seed seed of the random numbers
   * @return what is known of the file
   * @throws IOException if it can't be written
   */
  GeneratedTruth write(Writer out, long rows, long seed) throws IOException;

  /** A random number generator that depends only on the seed. */
  static UniformRandomProvider random(long seed) {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }
}
