package org.synprune.jobs.saved;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.FeatureScaler;

/**
 * {@code model.json}: what a model folder holds, and all that a forecast needs besides the weights.
 *
 * @param formatVersion version of the folder's form
 * @param trialId the trial's id in table {@code trials}
 * @param run the run it belongs to
 * @param dataset the data set
 * @param protocol the protocol's id
 * @param architecture the network's id
 * @param lookback rows of a window
 * @param regulariser the arm's id
 * @param seed the trial's seed
 * @param hidden units of the recurrent layer, or the transformer's embedding size
 * @param dropoutRate dropout that stays on when forecasting; 0 for none
 * @param passes forecasts that are averaged where it does
 * @param features names of a row's values, in order
 * @param scaler how they were scaled
 * @param target name of the forecast quantity
 * @param targetMean taken off the target, in raw units
 * @param targetSd what the target was divided by, in raw units
 * @param resolution the step between rows
 * @param validationLoss mean squared error on the validation windows, scaled units
 * @param mae mean absolute error on the test windows, raw units, as in {@code trials}
 * @param testWindows how many windows that was measured on
 * @param restoredEpoch the epoch whose weights these are
 * @param parameters number of weights
 * @param nonzeros how many of them aren't pruned
 * @param seriesId the series it was trained on
 * @param dataSha256 hash of that series' input file
 * @param sha256 hash of each other file of the folder, by name
 * @param versions program, commit, DJL, engine, Spark, Java, device and host that it was made with
 * @param config the trial's whole configuration, resolved: one line of JSON, which is HOCON too
 */
public record ModelInfo(
    int formatVersion,
    String trialId,
    String run,
    String dataset,
    String protocol,
    String architecture,
    int lookback,
    String regulariser,
    long seed,
    int hidden,
    double dropoutRate,
    int passes,
    List<String> features,
    FeatureScaler scaler,
    String target,
    double targetMean,
    double targetSd,
    String resolution,
    double validationLoss,
    double mae,
    int testWindows,
    int restoredEpoch,
    long parameters,
    long nonzeros,
    String seriesId,
    String dataSha256,
    Map<String, String> sha256,
    Map<String, String> versions,
    String config) {

  /** Raised whenever folders made before can't be read. */
  static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  /** Copies the collections. */
  public ModelInfo {
    features = List.copyOf(features);
    sha256 = Collections.unmodifiableMap(new TreeMap<>(sha256));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
  }

  /**
   * Whether forecasts are means of several stochastic ones, and so have a spread.
   *
   * @return true for Monte Carlo dropout of two passes or more
   */
  public boolean spreads() {
    return dropoutRate > 0 && passes > 1;
  }

  /**
   * Values of a window.
   *
   * @return lookback times features
   */
  public int windowLength() {
    return lookback * features.size();
  }

  ForecasterSpec spec() {
    return new ForecasterSpec(
        Architecture.byId().get(architecture),
        lookback,
        features.size(),
        hidden,
        dropoutRate,
        dropoutRate > 0);
  }

  String json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ModelInfo of(byte[] json) throws IOException {
    return JSON.readValue(json, ModelInfo.class);
  }
}
