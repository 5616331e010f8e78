package org.synprune.jobs.saved.serving;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.train.Forecaster;

/**
 * What a forecast needs of {@code model.json}, read with no more than DJL brings along.
 *
 * <p>Gson, but not by DJL's {@code JsonUtils}: {@code jobs-*-spark.jar} has a Gson of another name,
 * and may meet a DJL that has the usual one.
 *
 * @param spec the network
 * @param stochastic its dropout when forecasting; null for none
 * @param anchor what windows tell relative to their last known value
 * @param scaler how inputs were scaled
 * @param targetMean taken off the target, in raw units
 * @param targetSd what the target was divided by, in raw units
 * @param sha256 hash of each other file that forecasts depend on, by name
 */
record ForecastDescription(
    ForecasterSpec spec,
    Forecaster.@Nullable Stochastic stochastic,
    Anchor anchor,
    FeatureScaler scaler,
    double targetMean,
    double targetSd,
    Map<String, String> sha256) {

  private static final String FILE = "model.json";
  private static final String HORIZON = "horizon";
  private static final String WEIGHTS = ".params";

  /** The version of the folder's form that this reads. */
  private static final int FORMAT_VERSION = 1;

  ForecastDescription {
    if (scaler.mean().size() != spec.features()) {
      throw new IllegalArgumentException(
          "scaler has "
              + scaler.mean().size()
              + " columns, expected one for each of "
              + spec.features()
              + " features");
    }
    if (!Double.isFinite(targetMean) || !(targetSd > 0 && Double.isFinite(targetSd))) {
      throw new IllegalArgumentException(
          "target has mean " + targetMean + " and deviation " + targetSd + ", expected numbers");
    }
  }

  /**
   * Reads the file.
   *
   * @param folder the model's folder
   * @throws BadInputException if it is missing or isn't what a sweep writes
   */
  static ForecastDescription read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      JsonObject json = new Gson().fromJson(Files.readString(file), JsonObject.class);
      return of(new Fields(json == null ? new JsonObject() : json));
    } catch (NoSuchFileException e) {
      throw new BadInputException(
          folder + ": holds no " + FILE + ", expected the folder of a model that a sweep saved", e);
    } catch (IOException | IllegalArgumentException | JsonParseException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new BadInputException(file + ": can't be read: " + reason, e);
    }
  }

  private static ForecastDescription of(Fields json) {
    int version = json.number("formatVersion").intValue();
    if (version != FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "formatVersion is " + version + ", expected version " + FORMAT_VERSION);
    }
    double rate = json.number("dropoutRate").doubleValue();
    ForecasterSpec spec =
        new ForecasterSpec(
            network(json),
            json.number("lookback").intValue(),
            json.array("features").size(),
            json.has(HORIZON) ? json.number(HORIZON).intValue() : 1,
            json.number("hidden").intValue(),
            rate,
            rate > 0);
    Forecaster.Stochastic stochastic =
        rate > 0
            ? new Forecaster.Stochastic(
                rate, json.number("seed").longValue(), json.number("passes").intValue())
            : null;
    Fields scaler = json.object("scaler");
    return new ForecastDescription(
        spec,
        stochastic,
        Anchor.of(Protocol.of(json.text("protocol")), json.text("target"), json.texts("features")),
        new FeatureScaler(scaler.numbers("mean"), scaler.numbers("sd")),
        json.number("targetMean").doubleValue(),
        json.number("targetSd").doubleValue(),
        json.object("sha256").texts());
  }

  /** Own code has its provider and settings in the trial's configuration. */
  private static Architecture network(Fields json) {
    Architecture named = Architecture.of(json.text("architecture"));
    if (!named.isOwn()) {
      return named;
    }
    JsonObject config = new Gson().fromJson(json.text("config"), JsonObject.class);
    JsonElement entry = config.get("architecture");
    if (entry == null || !entry.isJsonObject()) {
      throw new IllegalArgumentException(
          "architecture is '"
              + named
              + "', expected one of "
              + String.join(", ", Architecture.byId().keySet())
              + ", or own code in config");
    }
    Map<String, Object> values = new TreeMap<>();
    entry
        .getAsJsonObject()
        .entrySet()
        .forEach(
            one -> {
              JsonPrimitive value = one.getValue().getAsJsonPrimitive();
              values.put(
                  one.getKey(),
                  value.isNumber() ? (Object) value.getAsDouble() : (Object) value.getAsString());
            });
    return Architecture.ofEntry(values);
  }

  /** Values of a window. */
  int windowLength() {
    return spec.lookback() * spec.features();
  }

  /** A window in words. */
  String window() {
    return windowLength()
        + " numbers: "
        + spec.lookback()
        + " rows of "
        + spec.features()
        + " features";
  }

  /** Whether forecasts have a spread. */
  boolean spreads() {
    return stochastic != null && stochastic.passes() > 1;
  }

  /**
   * Compares the weights with their hash.
   *
   * @throws BadInputException if they are missing or others
   */
  void requireWhole(Path folder) throws IOException {
    for (Map.Entry<String, String> one : sha256.entrySet()) {
      if (!one.getKey().endsWith(WEIGHTS)) {
        continue;
      }
      Path file = folder.resolve(one.getKey());
      if (!Files.isRegularFile(file)) {
        throw new BadInputException(file + ": isn't there, expected it beside " + FILE);
      }
      if (!hash(file).equals(one.getValue())) {
        throw new BadInputException(
            file + ": is damaged, expected the bytes whose hash is in " + FILE);
      }
    }
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An object whose fields have to be there. */
  private record Fields(JsonObject json) {

    private <T> T field(String key, Class<T> type, String expected) {
      JsonElement value = json.get(key);
      if (!type.isInstance(value)) {
        throw new IllegalArgumentException("'" + key + "' is " + value + ", expected " + expected);
      }
      return type.cast(value);
    }

    Fields object(String key) {
      return new Fields(field(key, JsonObject.class, "an object"));
    }

    JsonArray array(String key) {
      return field(key, JsonArray.class, "a list");
    }

    String text(String key) {
      return field(key, JsonElement.class, "a text").getAsString();
    }

    boolean has(String key) {
      return json.has(key);
    }

    Number number(String key) {
      return field(key, JsonElement.class, "a number").getAsNumber();
    }

    List<Double> numbers(String key) {
      List<Double> numbers = new ArrayList<>();
      array(key).forEach(one -> numbers.add(one.getAsDouble()));
      return numbers;
    }

    List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      array(key).forEach(one -> texts.add(one.getAsString()));
      return texts;
    }

    Map<String, String> texts() {
      Map<String, String> texts = new TreeMap<>();
      json.keySet().forEach(key -> texts.put(key, text(key)));
      return texts;
    }
  }
}
