package org.synprune.jobs.grid;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a network of a user's own is: whose code, in which version, with which settings. It is part
 * of a trial's configuration, and so of its id.
 *
 * @param type the provider's name
 * @param version the version that the provider states
 * @param settings texts, numbers and truth values by key; may be empty
 */
public record OwnNetwork(String type, String version, Map<String, Object> settings)
    implements Serializable {

  /** Copies the settings. */
  public OwnNetwork {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(version, "version");
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** Keys and values as a trial's configuration has them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("type", type);
    values.put("version", version);
    values.putAll(settings);
    return values;
  }

  /**
   * As one line of JSON with sorted keys.
   *
   * @return type, version and settings
   */
  public String config() {
    return ConfigFactory.parseMap(values()).root().render(ConfigRenderOptions.concise());
  }
}
