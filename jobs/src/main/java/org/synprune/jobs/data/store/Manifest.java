package org.synprune.jobs.data.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;

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
 * @param season rows of a season, 0 for none; null in manifests of earlier versions
 * @param data the folder of the rows beside the manifest; in manifests of earlier versions, which
 *     don't name it, {@code data}
 * @param replaced the folder of the rows before these, which processes may still be reading; null
 *     if there is none
 * @param warnings what a user should look at in the input, a sentence each; null in manifests of
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
    boolean generated,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Integer season,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) String data,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) String replaced,
    @Nullable @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {

  /** Raised whenever folders made before can't be read or would be made differently. */
  public static final int FORMAT_VERSION = 1;

  /** The file. */
  static final String FILE = "manifest.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How one column was scaled.
   *
   * @param mean mean of the train rows, in raw units
   * @param sd their population standard deviation, in raw units
   */
  public record Scale(double mean, double sd) {}

  /** Validates, as the names become parts of paths. */
  public Manifest {
    data = data == null ? RowsFolder.OF_EARLIER_VERSIONS : data;
    RowsFolder.require(data);
    if (replaced != null) {
      RowsFolder.require(replaced);
    }
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** The text of the file. */
  String json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads the file.
   *
   * @return empty if it can't be read or is of another version
   */
  static Optional<Manifest> parse(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (tree.path("formatVersion").asInt() != FORMAT_VERSION) {
        return Optional.empty();
      }
      Manifest manifest = JSON.treeToValue(tree, Manifest.class);
      return Protocol.byId().containsKey(manifest.protocol)
          ? Optional.of(manifest)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The same series, with what is known of its input file and its data set. */
  Manifest marked(boolean known, int rowsOfSeason) {
    return copy(known, rowsOfSeason, replaced);
  }

  /** The same series in place of another one. */
  Manifest replacing(@Nullable String before) {
    return copy(generated, season, before);
  }

  private Manifest copy(boolean known, @Nullable Integer rowsOfSeason, @Nullable String before) {
    return new Manifest(
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
        known,
        rowsOfSeason,
        data,
        before,
        warnings);
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
        generated,
        season == null ? 0 : season);
  }

  /**
   * The manifest as {@code prepare} reports it.
   *
   * @param folder where the series is
   * @param reused whether it was there already
   * @return what was prepared
   */
  PreparedSeries prepared(Folder folder, boolean reused) {
    return new PreparedSeries(
        info(),
        columns,
        inputRows,
        blankRows,
        missing,
        source,
        segments,
        unobserved,
        warnings == null ? List.of() : warnings,
        folder,
        reused);
  }
}
