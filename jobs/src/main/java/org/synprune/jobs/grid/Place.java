package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * A place in the grid: everything that arms and seeds are compared within. Places are ordered by
 * protocol, data set (in the paper's order, others follow by name), architecture, variant and
 * lookback.
 *
 * @param dataset name of the data set, such as {@code sp500}; not empty, without a slash
 * @param protocol how the data are split and scored
 * @param architecture the network
 * @param lookback length of the input window, in time steps; at least 1
 * @param variant the settings that the grid varies, and the horizon
 */
public record Place(
    String dataset, Protocol protocol, Architecture architecture, int lookback, Variant variant)
    implements Comparable<Place>, Serializable {

  /** Data sets in the paper's order; what it doesn't name follows by the alphabet. */
  public static final Comparator<String> DATASETS =
      PaperOrder.of("bitcoin", "sp500", "air-quality", "power");

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::protocol)
          .thenComparing(Place::dataset, DATASETS)
          .thenComparing(Place::architecture)
          .thenComparing(Place::variant)
          .thenComparingInt(Place::lookback);

  /** Validates. */
  public Place {
    requireName("dataset", dataset);
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(variant, "variant");
    if (lookback < 1) {
      throw new IllegalArgumentException("lookback is " + lookback + ", expected 1 row or more");
    }
  }

  /**
   * A place in a grid that varies no training setting.
   *
   * @param dataset name of the data set
   * @param protocol how the data are split and scored
   * @param architecture the network
   * @param lookback length of the input window, in time steps
   */
  public Place(String dataset, Protocol protocol, Architecture architecture, int lookback) {
    this(dataset, protocol, architecture, lookback, Variant.NONE);
  }

  /**
   * The forecasting horizon.
   *
   * @return how many time steps are forecast from a window, 1 or more
   */
  public int horizon() {
    return variant.horizon();
  }

  /** A name that may become part of a path or of a test's scope. */
  static void requireName(String what, String name) {
    if (Objects.requireNonNull(name, what).isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException(
          what + " is '" + name + "', expected a name without '/', which joins names into scopes");
    }
  }

  /**
   * The series that trials at this place train on.
   *
   * @return data set and protocol
   */
  public SeriesKey series() {
    return new SeriesKey(dataset, protocol);
  }

  /**
   * The same place under another protocol.
   *
   * @param other how the data are split and scored
   * @return the place
   */
  public Place under(Protocol other) {
    return new Place(dataset, other, architecture, lookback, variant);
  }

  /**
   * The network as tables and charts name it.
   *
   * @return the architecture's id, and the settings that the grid varies
   */
  public String network() {
    return variant.isNone() ? architecture.id() : architecture.id() + " " + variant;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** The ids, joined by slashes, as messages name a place. */
  @Override
  public String toString() {
    return String.join("/", dataset, protocol.id(), network(), Integer.toString(lookback));
  }
}
