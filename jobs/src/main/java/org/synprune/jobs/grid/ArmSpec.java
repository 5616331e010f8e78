package org.synprune.jobs.grid;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An arm as a grid defines it: what is done about overfitting, and with which settings.
 *
 * @param name by which results, statistics and reports know it
 * @param regulariser what it does; for one that is composed of parts, {@link
 *     Regulariser#SYNAPTIC_PRUNING}
 * @param own settings that it doesn't share with the other arms
 * @param parts what its pruning is composed of, or null if the regulariser says it
 */
public record ArmSpec(
    String name, Regulariser regulariser, ArmSettings own, @Nullable PruningParts parts)
    implements Serializable {

  /** The type of an arm that is composed of lib-pruning's parts. */
  public static final String COMPOSED = "pruning";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,59}");

  /**
   * Validates.
   *
   * @throws InvalidSettingException if the name isn't one, or is that of another regulariser
   */
  public ArmSpec {
    Objects.requireNonNull(regulariser, "regulariser");
    Objects.requireNonNull(own, "own");
    if (!isName(name)) {
      throw new InvalidSettingException(
          "regularisers",
          "names '%s', expected up to 60 letters, digits and . _ + -, a letter or digit first",
          name);
    }
    boolean plain = parts == null && own.equals(ArmSettings.SHARED);
    if (Regulariser.byId().containsKey(name) && !(plain && regulariser.id().equals(name))) {
      throw new InvalidSettingException(
          "regularisers",
          "gives the name '%s' to an arm with settings of its own, expected another name",
          name);
    }
  }

  /**
   * Whether a text may name an arm.
   *
   * @param text any text
   * @return true for up to 60 letters, digits and {@code . _ + -}, a letter or digit first
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * An arm that shares all settings with the others.
   *
   * @param regulariser what it does
   * @return the arm, of the regulariser's name
   */
  public static ArmSpec of(Regulariser regulariser) {
    return new ArmSpec(regulariser.id(), regulariser, ArmSettings.SHARED, null);
  }

  /**
   * Arms that share all settings.
   *
   * @param regularisers what they do
   * @return an arm for each
   */
  public static List<ArmSpec> of(List<Regulariser> regularisers) {
    return regularisers.stream().map(ArmSpec::of).toList();
  }

  /**
   * The arms of all regularisers.
   *
   * @return an arm for each {@link Regulariser}
   */
  public static List<ArmSpec> plain() {
    return Stream.of(Regulariser.values()).map(ArmSpec::of).toList();
  }

  /**
   * What results know it by.
   *
   * @return the arm of its name
   */
  public Arm arm() {
    return new Arm(name);
  }

  /**
   * Its type in a grid file.
   *
   * @return the regulariser's id, or {@value #COMPOSED}
   */
  public String type() {
    return parts == null ? regulariser.id() : COMPOSED;
  }

  /**
   * The parts that its pruning is composed of.
   *
   * @return the parts; empty if the regulariser says it
   */
  public Optional<PruningParts> composition() {
    return Optional.ofNullable(parts);
  }

  /**
   * Its own settings and parts.
   *
   * @return value by key as in a grid file: a text, a number or a map; empty if it shares all
   */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>(own.values());
    if (parts != null) {
      values.putAll(parts.values());
    }
    return Collections.unmodifiableMap(values);
  }

  /**
   * Its own settings and parts as one line of JSON with sorted keys.
   *
   * @return the {@link #values()}; empty if it shares all
   */
  public Optional<String> settingsConfig() {
    return values().isEmpty()
        ? Optional.empty()
        : Optional.of(
            ConfigFactory.parseMap(values()).root().render(ConfigRenderOptions.concise()));
  }

  /** The entry of a grid file: the name alone if that says all, else an object. */
  Object entry() {
    if (name.equals(type()) && values().isEmpty()) {
      return name;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("type", type());
    entry.putAll(values());
    return entry;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
