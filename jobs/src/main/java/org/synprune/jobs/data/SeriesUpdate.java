package org.synprune.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.StorageFailure;

/**
 * Series whose rows are stored but that haven't replaced the earlier ones yet. A run that is
 * refused closes the update, and the earlier series are as they were:
 *
 * <pre>{@code
 * try (SeriesUpdate update = new SeriesUpdate()) {
 *   PreparedSeries series = update.add(prepare);
 *   ... // read update.stored(...), check whether the run is possible
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
   * @param stored the series
   * @param reused whether it was there already
   * @param inPlace whether readers find it in its folder
   */
  record One(StoredSeries stored, boolean reused, boolean inPlace) {}

  private final List<One> all = new ArrayList<>();

  /** Starts an update of no series. */
  public SeriesUpdate() {}

  /**
   * Prepares a series, or finds it in its place.
   *
   * @param action what to prepare
   * @return the series
   * @throws BadInputException if the series can't be made; nothing is changed then
   */
  public PreparedSeries add(Prepare action) {
    One made = action.preparation().run();
    all.add(made);
    return made.stored().prepared(made.reused());
  }

  /**
   * A series as it can be read now, published or not.
   *
   * @param dataset the data set
   * @param protocol the protocol
   * @return the series
   * @throws IllegalArgumentException if the update doesn't hold it
   */
  public StoredSeries stored(String dataset, Protocol protocol) {
    for (One one : all) {
      if (one.stored().info().dataset().equals(dataset)
          && one.stored().info().protocol() == protocol) {
        return one.stored();
      }
    }
    throw new IllegalArgumentException("no series of " + dataset + ", " + protocol.id());
  }

  /**
   * The series, in the order in which they were added.
   *
   * @return what was prepared
   */
  public List<PreparedSeries> prepared() {
    return all.stream().map(one -> one.stored().prepared(one.reused())).toList();
  }

  /**
   * Puts all series in their places. Each place holds the earlier or the new series at any moment.
   *
   * @throws BadInputException if a place can't be written
   */
  public void publish() {
    for (int i = 0; i < all.size(); i++) {
      One one = all.get(i);
      if (!one.inPlace()) {
        try {
          all.set(i, new One(one.stored().publish(), one.reused(), true));
        } catch (IOException e) {
          throw new BadInputException(
              one.stored().folder() + ": can't be written: " + StorageFailure.sentence(e), e);
        }
      }
    }
  }

  /** Removes the rows of series that weren't published. */
  @Override
  public void close() {
    for (One one : all) {
      if (!one.inPlace()) {
        try {
          one.stored().discard();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
