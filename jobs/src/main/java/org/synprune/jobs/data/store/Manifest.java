package org.synprune.jobs.data.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.SeriesInfo;

/**
 * {@code manifest.json}: what a series folder holds and what it was made of.
 *
 * @param formatVersion version of the folder's form
 * @param dataset the data set
 * @param protocol the protocol's id
 * @param recipe everything that decided what was made, as resolved HOCON (JSON)
 * @param source name of the input file
 * @param sha256 hash of the input file's bytes
 * @param inputRows rows of the input file without blank lines
 * @param blankRows blank lines of the input file
 * @param missing values missing in the input file by column
 * @param rows rows of the series
 * @param segments gap-free runs
 * @param unobserved rows whose target was not measured
 * @param target the forecast quantity
 * @param resolution the step between rows
 * @param maxLookback the longest lookback provided for
 * @param blocks blocks in the Parquet files
 * @param trainEnd first row that is not a train row
 * @param validationEnd first row that is not a validation row
 * @param columns the table's columns as the paper counts them
 * @param features the model's inputs in order
 * @param scaler mean and population standard deviation of each input and of the target (key {@code
 *     target})
 */
public record Manifest(
    int formatVersion,
    String dataset,
    String protocol,
    String recipe,
    String source,
    String sha256,
    long inputRows,
    long blankRows,
    Map<String, Long> missing,
    int rows,
    int segments,
    long unobserved,
    String target,
    String resolution,
    int maxLookback,
    int blocks,
    int trainEnd,
    int validationEnd,
    List<String> columns,
    List<String> features,
    Map<String, Scale> scaler) {

  /** Raised whenever folders made before can't be read or would be made differently. */
  public static final int FORMAT_VERSION = 1;

  private static final String FILE = "manifest.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How one column was scaled.
   *
   * @param mean taken off
   * @param sd divided by
   */
  public record Scale(double mean, double sd) {}

  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** Reads a folder's manifest; empty if there is none or it is of another version. */
  public static Optional<Manifest> find(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.isRegularFile(file)
          || JSON.readTree(file.toFile()).path("formatVersion").asInt() != FORMAT_VERSION) {
        return Optional.empty();
      }
      return Optional.of(JSON.readValue(file.toFile(), Manifest.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public static Manifest read(Path folder) {
    return find(folder)
        .orElseThrow(
            () ->
                new BadInputException(
                    folder
                        + ": no "
                        + FILE
                        + " of version "
                        + FORMAT_VERSION
                        + ", expected a folder made by 'prepare'"));
  }

  public boolean madeOf(String otherRecipe, String otherSha256) {
    return recipe.equals(otherRecipe) && sha256.equals(otherSha256);
  }

  SeriesInfo info() {
    Scale scale = scaler.get(SeriesSchema.TARGET);
    return new SeriesInfo(
        dataset,
        Protocol.of(protocol),
        features,
        target,
        resolution,
        rows,
        maxLookback,
        trainEnd,
        validationEnd,
        scale.mean(),
        scale.sd(),
        sha256,
        DigestUtils.sha256Hex(FORMAT_VERSION + "\n" + recipe + "\n" + sha256));
  }

  public PreparedSeries prepared(Path folder, boolean reused) {
    return new PreparedSeries(
        info(),
        columns,
        inputRows,
        blankRows,
        missing,
        source,
        segments,
        unobserved,
        folder,
        reused);
  }
}
