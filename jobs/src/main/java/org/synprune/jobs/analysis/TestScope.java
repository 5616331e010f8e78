package org.synprune.jobs.analysis;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Variant;

/**
 * Where a test's blocks come from: a place of the grid, or all places that share some of its parts.
 *
 * @param protocol the protocol; a test never spans two
 * @param dataset the data set; null for all of them
 * @param architecture the network; null for all of them
 * @param lookback the lookback, in time steps; null for all of them
 * @param variant the training settings that the grid varies; a test never spans two
 */
public record TestScope(
    Protocol protocol,
    @Nullable String dataset,
    @Nullable Architecture architecture,
    @Nullable Integer lookback,
    Variant variant) {

  /** Validates. */
  public TestScope {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(variant, "variant");
  }

  /**
   * One place: blocks are its seeds.
   *
   * @param place the place
   * @return its scope
   */
  public static TestScope of(Place place) {
    return new TestScope(
        place.protocol(), place.dataset(), place.architecture(), place.lookback(), place.variant());
  }

  /** All lookbacks of a place's data set and architecture. */
  static TestScope overLookbacks(Place place) {
    return new TestScope(
        place.protocol(), place.dataset(), place.architecture(), null, place.variant());
  }

  /** All data sets of a place's architecture. */
  static TestScope overDatasets(Place place) {
    return new TestScope(place.protocol(), null, place.architecture(), null, place.variant());
  }

  /** All data sets and architectures. */
  static TestScope overTasks(Protocol protocol, Variant variant) {
    return new TestScope(protocol, null, null, null, variant);
  }

  /**
   * The scope as column {@code scope} of table {@code tests} has it.
   *
   * @return {@code dataset/architecture/lookback}, {@code dataset/architecture}, {@code
   *     architecture} or {@code all}; with {@code /variant} behind it if the grid varies settings
   */
  public String text() {
    String text =
        Stream.of(dataset, architecture == null ? null : architecture.id(), lookback)
            .filter(Objects::nonNull)
            .map(String::valueOf)
            .collect(Collectors.joining("/"));
    String scope = text.isEmpty() ? "all" : text;
    return variant.isNone() ? scope : scope + "/" + variant;
  }
}
