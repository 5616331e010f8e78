package org.synprune.jobs.saved;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.DatasetNames;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.TrialConfig;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.saved.serving.ServingProperties;
import org.synprune.jobs.series.Anchor;
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
 * @param horizon steps forecast from a window; 1 in folders of before there were others
 * @param regulariser the arm's name
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
    int horizon,
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

  private static final String HORIZON = "horizon";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
  private static final Pattern TRIAL_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Validates, as the file may come from anywhere: names become parts of paths. */
  public ModelInfo {
    requireMatch("trialId", trialId, TRIAL_ID, "32 hex digits");
    ResultStore.requireName(run);
    require(DatasetNames.isName(dataset), "dataset", "'" + dataset + "'", DatasetNames.EXPECTED);
    requireMatch("dataSha256", dataSha256, SHA256, "64 hex digits");
    requireMatch("seriesId", seriesId, SHA256, "64 hex digits");
    Protocol.of(protocol);
    network(architecture, config);
    require(ArmSpec.isName(regulariser), "regulariser", regulariser, "the name of an arm");
    require(lookback >= 1, "lookback", lookback, "1 or more");
    require(horizon >= 1, HORIZON, horizon, "1 or more");
    require(hidden >= 1, "hidden", hidden, "1 or more");
    require(dropoutRate >= 0 && dropoutRate < 1, "dropoutRate", dropoutRate, "0 or more, below 1");
    require(passes >= 1, "passes", passes, "1 or more");
    require(!features.isEmpty(), "features", features, "a name or more");
    require(
        (long) lookback * features.size() <= Integer.MAX_VALUE, "lookback", lookback, "a window");
    require(
        scaler.mean().size() == features.size(),
        "scaler",
        scaler.mean().size() + " columns",
        "one for each of " + features.size() + " features");
    require(Double.isFinite(targetMean), "targetMean", targetMean, "a number");
    require(targetSd > 0 && Double.isFinite(targetSd), "targetSd", targetSd, "a number above 0");
    require(
        parameters >= 1 && parameters <= Integer.MAX_VALUE,
        "parameters",
        parameters,
        "1 to " + Integer.MAX_VALUE);
    require(nonzeros >= 0 && nonzeros <= parameters, "nonzeros", nonzeros, "0 to " + parameters);
    require(
        sha256.containsKey(ModelFolder.WEIGHTS) && ModelFolder.LISTED.containsAll(sha256.keySet()),
        "sha256",
        sha256.keySet(),
        ModelFolder.WEIGHTS + " and none but " + ModelFolder.LISTED);
    sha256.values().forEach(hash -> requireMatch("sha256", hash, SHA256, "64 hex digits"));
    features = List.copyOf(features);
    // Refuses an anchored model whose windows don't hold what they are relative to.
    Anchor.of(Protocol.of(protocol), target, features);
    sha256 = Collections.unmodifiableMap(new TreeMap<>(sha256));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
  }

  private static void requireMatch(String key, String value, Pattern pattern, String expected) {
    require(pattern.matcher(value).matches(), key, "'" + value + "'", expected);
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
    }
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

  /**
   * The files that forecasts depend on. {@code serving.properties} isn't one: whoever deploys a
   * folder may add settings to it.
   *
   * @return hash of each, by name
   */
  Map<String, String> neededFiles() {
    Map<String, String> needed = new TreeMap<>(sha256);
    needed.remove(ServingProperties.FILE);
    return needed;
  }

  /** What windows tell relative to their last known value. */
  Anchor anchor() {
    return Anchor.of(Protocol.of(protocol), target, features);
  }

  ForecasterSpec spec() {
    return new ForecasterSpec(
        network(architecture, config),
        lookback,
        features.size(),
        horizon,
        hidden,
        dropoutRate,
        dropoutRate > 0);
  }

  /** Own code has its provider and settings in the trial's configuration. */
  private static Architecture network(String architecture, String config) {
    Architecture named = Architecture.of(architecture);
    if (!named.isOwn()) {
      return named;
    }
    Architecture network = TrialConfig.architecture(config);
    require(
        network.equals(named) && network.network().isPresent(),
        "architecture",
        "'" + architecture + "'",
        "one of " + String.join(", ", Architecture.byId().keySet()) + ", or own code in config");
    return network;
  }

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
   * @throws IOException if it isn't such JSON
   * @throws IllegalArgumentException if a value is refused, or the version is another
   */
  static ModelInfo parse(byte[] json) throws IOException {
    JsonNode tree = JSON.readTree(json);
    int version = tree.path("formatVersion").asInt(0);
    require(version == FORMAT_VERSION, "formatVersion", version, "version " + FORMAT_VERSION);
    if (tree instanceof ObjectNode object && !object.has(HORIZON)) {
      object.put(HORIZON, 1);
    }
    try {
      return JSON.treeToValue(tree, ModelInfo.class);
    } catch (ValueInstantiationException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
