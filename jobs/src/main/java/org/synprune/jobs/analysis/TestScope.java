package org.synprune.jobs.analysis;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;

/**
 * Where a test's blocks come from: a place of the grid, or all places that share some of its parts.
 *
 * @param protocol the protocol; a test never spans two
 * @param dataset the data set; null for all of them
 * @param architecture the network; null for all of them
 * @param lookback the lookback, in time steps; null for all of them
 */
public record TestScope(
    Protocol protocol,
    @Nullable String dataset,
    @Nullable Architecture architecture,
    @Nullable Integer lookback) {

  /** Validates. */
  public TestScope {
    Objects.requireNonNull(protocol, "protocol");
  }

  /**
   * One place: blocks are its seeds.
   *
   * @param place the place
   * @return its scope
   */
  public static TestScope of(Place place) {
    return new TestScope(place.protocol(), place.dataset(), place.architecture(), place.lookback());
  }

  /** All lookbacks of a place's data set and architecture. */
  static TestScope overLookbacks(Place place) {
    return new TestScope(place.protocol(), place.dataset(), place.architecture(), null);
  }

  /** All data sets of an architecture. */
  static TestScope overDatasets(Protocol protocol, Architecture architecture) {
    return new TestScope(protocol, null, architecture, null);
  }

  /** All data sets and architectures. */
  static TestScope overTasks(Protocol protocol) {
    return new TestScope(protocol, null, null, null);
  }

  /**
   * The scope as column {@code scope} of table {@code tests} has it.
   *
   * @return {@code dataset/architecture/lookback}, {@code dataset/architecture}, {@code
   *     architecture} or {@code all}
   */
  public String text() {
    String text =
        Stream.of(dataset, architecture == null ? null : architecture.id(), lookback)
            .filter(Objects::nonNull)
            .map(String::valueOf)
            .collect(Collectors.joining("/"));
    return text.isEmpty() ? "all" : text;
  }
}
