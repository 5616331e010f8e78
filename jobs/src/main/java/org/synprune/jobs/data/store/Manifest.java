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
import org.synprune.jobs.files.Replacement;
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
 * @param generated whether the input file was generated, not measured; false in manifests of
 *     earlier versions
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
    Map<String, Scale> scaler,
    boolean generated) {

  /** Raised whenever folders made before can't be read or would be made differently. */
  public static final int FORMAT_VERSION = 1;

  private static final String FILE = "manifest.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How one column was scaled.
   *
   * @param mean mean of the train rows, in raw units
   * @param sd their population standard deviation, in raw units
   */
  public record Scale(double mean, double sd) {}

  /** Writes {@code manifest.json} into a folder, whole or not at all. */
  void write(Path folder) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    Replacement.file(folder.resolve(FILE), aside -> Files.writeString(aside, text));
  }

  /**
   * Corrects whether the input file was generated, in the record and in the folder.
   *
   * @param folder the series folder
   * @param known whether it was
   * @return the manifest as it is now
   * @throws BadInputException if the folder can't be written
   */
  public Manifest markedIn(Path folder, boolean known) {
    if (known == generated) {
      return this;
    }
    Manifest marked =
        new Manifest(
            formatVersion,
            dataset,
            protocol,
            recipe,
            source,
            sha256,
            inputRows,
            blankRows,
            missing,
            rows,
            segments,
            unobserved,
            target,
            resolution,
            maxLookback,
            blocks,
            trainEnd,
            validationEnd,
            columns,
            features,
            scaler,
            known);
    try {
      marked.write(folder);
      return marked;
    } catch (IOException e) {
      throw new BadInputException(folder + ": can't be written: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a folder's manifest.
   *
   * @param folder any folder, there or not
   * @return empty if it holds none, or one that can't be read or is of another version
   */
  public static Optional<Manifest> find(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Replacement.recover(folder);
      if (!Files.isRegularFile(file)
          || JSON.readTree(file.toFile()).path("formatVersion").asInt() != FORMAT_VERSION) {
        return Optional.empty();
      }
      Manifest manifest = JSON.readValue(file.toFile(), Manifest.class);
      return Protocol.byId().containsKey(manifest.protocol)
          ? Optional.of(manifest)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the manifest of a series folder.
   *
   * @param folder a series folder
   * @return its manifest
   * @throws BadInputException if it holds none of this version
   */
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

  /**
   * Whether a series was made in the same way from the same bytes.
   *
   * @param otherRecipe everything that decides what is made
   * @param otherSha256 hash of the input file
   * @return true if it is the same series
   */
  public boolean madeOf(String otherRecipe, String otherSha256) {
    return recipe.equals(otherRecipe) && sha256.equals(otherSha256);
  }

  /** The part of the manifest that training needs. */
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
        DigestUtils.sha256Hex(FORMAT_VERSION + "\n" + recipe + "\n" + sha256),
        generated);
  }

  /**
   * The manifest as {@code prepare} reports it.
   *
   * @param folder where the series is
   * @param reused whether it was there already
   * @return what was prepared
   */
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
