package org.synprune.jobs.data.generate;

import java.io.IOException;
import java.io.Writer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** The form of one data set's raw file, and a law for its target whose noise floor is known. */
sealed interface RawForm permits AirQualityForm, DailyForm, PowerForm {

  /** Mean absolute value of a standard normal variable. */
  double MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

  String fileName();

  long defaultRows();

  long mostRows();

  GeneratedTruth write(Writer out, long rows, long seed) throws IOException;

  /** A generator that depends on the seed alone. */
  static UniformRandomProvider random(long seed) {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
  }
}
