package org.synprune.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.grid.Protocol;

/**
 * Series that were prepared but haven't replaced the earlier ones yet. A run that is refused closes
 * the update, and the earlier series are as they were:
 *
 * <pre>{@code
 * try (SeriesUpdate update = new SeriesUpdate()) {
 *   PreparedSeries series = update.add(prepare);
 *   ... // read the series from update.folder(...), check whether the run is possible
 *   update.publish();
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class SeriesUpdate implements AutoCloseable {

  /**
   * One series.
   *
   * @param prepared the series, with the folder of its place
   * @param now the folder where it lies now
   */
  private record Staged(PreparedSeries prepared, Path now) {

    boolean inPlace() {
      return prepared.folder().equals(now);
    }
  }

  private final List<Staged> all = new ArrayList<>();

  /** Starts an update of no series. */
  public SeriesUpdate() {}

  /**
   * Prepares a series, or finds it in its place.
   *
   * @param action what to prepare
   * @return the series; its folder is the one that it will have once the update is published
   * @throws BadInputException if the series can't be made; nothing is changed then
   */
  public PreparedSeries add(Prepare action) {
    Preparation preparation = action.preparation();
    PreparedSeries made = preparation.run();
    PreparedSeries prepared = made.in(preparation.target());
    all.add(new Staged(prepared, made.folder()));
    return prepared;
  }

  /**
   * Where a series lies now.
   *
   * @param dataset the data set
   * @param protocol the protocol
   * @return its folder
   * @throws IllegalArgumentException if the update doesn't hold the series
   */
  public Path folder(String dataset, Protocol protocol) {
    for (Staged one : all) {
      if (one.prepared().info().dataset().equals(dataset)
          && one.prepared().info().protocol() == protocol) {
        return one.now();
      }
    }
    throw new IllegalArgumentException("no series of " + dataset + ", " + protocol.id());
  }

  /**
   * The series, in the order in which they were added.
   *
   * @return what was prepared, with the folders that they have once the update is published
   */
  public List<PreparedSeries> prepared() {
    return all.stream().map(Staged::prepared).toList();
  }

  /**
   * Puts all series in their places. Each place holds the earlier or the new series at any moment.
   *
   * @throws BadInputException if a place can't be written
   */
  public void publish() {
    for (int i = 0; i < all.size(); i++) {
      Staged one = all.get(i);
      if (!one.inPlace()) {
        Path target = one.prepared().folder();
        try {
          Replacement.moveFolder(one.now(), target);
        } catch (IOException e) {
          throw new BadInputException(target + ": can't be written: " + e.getMessage(), e);
        }
        all.set(i, new Staged(one.prepared(), target));
      }
    }
  }

  /** Removes the series that weren't published. */
  @Override
  public void close() {
    for (Staged one : all) {
      if (!one.inPlace()) {
        try {
          Replacement.delete(one.now());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
