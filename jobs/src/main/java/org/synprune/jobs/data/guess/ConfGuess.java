package org.synprune.jobs.data.guess;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.storage.Folder;

/**
 * A description of a data set, guessed from its file.
 *
 * @param name the data set's name
 * @param conf text of its {@code .conf} file
 * @param guessed what was found, in words
 * @param unsure what may be otherwise, and which key says so
 */
public record ConfGuess(String name, String conf, List<String> guessed, List<String> unsure) {

  /** Copies the lists. */
  public ConfGuess {
    guessed = List.copyOf(guessed);
    unsure = List.copyOf(unsure);
  }

  /**
   * Guesses.
   *
   * @param spark reads Parquet files
   * @param file the file
   * @param within which part of the file is meant, if it holds several
   * @param name the data set's name
   * @param target the column to forecast; null to guess it
   * @return the description
   * @throws BadInputException if the file can't be read, has no column of numbers, or no such
   *     target
   */
  public static ConfGuess of(
      JavaSparkContext spark,
      Folder file,
      Layout.Within within,
      String name,
      @Nullable String target) {
    FormGuess form = FormGuess.of(spark, file, within);
    if (form.rows().isEmpty()) {
      throw new BadInputException(file + ": no rows, expected some below the column names");
    }
    return WideGuess.isWide(form)
        ? new WideGuess(file, name, form).guess()
        : new RowsGuess(file, name, form, target).guess();
  }
}
