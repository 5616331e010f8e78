package org.synprune.jobs.train;

import ai.djl.Device;
import java.io.Serial;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Place;

/**
 * How many trials of a place are trained side by side on a device, as far as a process has learned:
 * by trying, and when memory ran out. Each process that has one, such as the value of a broadcast,
 * begins with nothing. Thread-safe.
 */
public final class StackLimits implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private transient @Nullable ConcurrentMap<Key, Integer> most;
  private transient @Nullable ConcurrentMap<Key, Integer> best;

  private record Key(Device device, Place place) {}

  /**
   * How many trials may be trained side by side.
   *
   * @param device where they are trained
   * @param place their place
   * @param wanted how many there would be
   * @return the same, or fewer
   */
  int of(Device device, Place place, int wanted) {
    return Math.min(wanted, limits().getOrDefault(new Key(device, place), wanted));
  }

  /**
   * Memory has run out: from now on half as many are trained side by side.
   *
   * @param device where
   * @param place of the trials
   * @param size how many were trained side by side
   */
  void ranOut(Device device, Place place, int size) {
    limits().merge(new Key(device, place), Math.max(1, size / 2), Math::min);
  }

  /**
   * The size that was found by trying.
   *
   * @param device where
   * @param place of the trials
   * @return trials side by side; empty if none was tried yet
   */
  Optional<Integer> tried(Device device, Place place) {
    return Optional.ofNullable(found().get(new Key(device, place)));
  }

  /**
   * Sizes have been tried.
   *
   * @param device where
   * @param place of the trials
   * @param size the best
   */
  void tried(Device device, Place place, int size) {
    found().putIfAbsent(new Key(device, place), size);
  }

  private synchronized ConcurrentMap<Key, Integer> found() {
    if (best == null) {
      best = new ConcurrentHashMap<>();
    }
    return best;
  }

  private synchronized ConcurrentMap<Key, Integer> limits() {
    if (most == null) {
      most = new ConcurrentHashMap<>();
    }
    return most;
  }
}
