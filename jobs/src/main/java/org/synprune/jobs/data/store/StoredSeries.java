package org.synprune.jobs.data.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.storage.StorageFailure;

/**
 * A series whose rows are stored: {@code manifest.json}, and beside it the folder of rows that the
 * manifest names. A new series writes rows of its own first; then its manifest replaces the earlier
 * one at once, on every store. The rows before stay until the next series is published, for
 * processes that have just read the manifest before.
 *
 * @param folder the series' folder
 * @param manifest what it holds, published or not
 */
public record StoredSeries(Folder folder, Manifest manifest) {

  private static final Logger LOG = LoggerFactory.getLogger(StoredSeries.class);

  /** Validates. */
  public StoredSeries {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(manifest, "manifest");
  }

  /**
   * Reads a folder's manifest.
   *
   * @param folder any folder, there or not
   * @return empty if it holds none, or one that can't be understood or is of another version
   * @throws BadInputException if the store can't be read
   */
  public static Optional<StoredSeries> find(Folder folder) {
    Folder file = folder.resolve(Manifest.FILE);
    try (InputStream in = file.storage().open(file.path())) {
      return Manifest.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .map(manifest -> new StoredSeries(folder, manifest));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInputException(file + ": can't be read: " + StorageFailure.sentence(e), e);
    }
  }

  /**
   * Reads the manifest of a series folder.
   *
   * @param folder a series folder
   * @return the series
   * @throws BadInputException if it holds none of this version
   */
  public static StoredSeries of(Folder folder) {
    return find(folder)
        .orElseThrow(
            () ->
                new BadInputException(
                    folder
                        + ": no "
                        + Manifest.FILE
                        + " of version "
                        + Manifest.FORMAT_VERSION
                        + ", expected a folder made by 'prepare'"));
  }

  /**
   * Names a new folder for rows, which nobody reads until a manifest names it.
   *
   * @return its name
   */
  public static String newRows() {
    return RowsFolder.fresh(Instant.now());
  }

  /**
   * The folder of the rows.
   *
   * @return a folder of Parquet files
   */
  public Folder rows() {
    return folder.resolve(Objects.requireNonNull(manifest.data(), "data"));
  }

  /**
   * What training needs to know.
   *
   * @return the series' description
   */
  public SeriesInfo info() {
    return manifest.info();
  }

  /**
   * How the series' inputs were scaled.
   *
   * @return the scaler of the features, in their order
   */
  public FeatureScaler scaler() {
    List<Manifest.Scale> scales =
        SeriesSchema.columns(manifest.target(), manifest.features()).stream()
            .map(manifest.scaler()::get)
            .toList();
    return new FeatureScaler(
        scales.stream().map(Manifest.Scale::mean).toList(),
        scales.stream().map(Manifest.Scale::sd).toList());
  }

  /**
   * The series as {@code prepare} reports it.
   *
   * @param reused whether it was there already
   * @return what was prepared
   */
  public PreparedSeries prepared(boolean reused) {
    return manifest.prepared(folder, reused);
  }

  /**
   * Corrects in the published manifest what the rows don't depend on.
   *
   * @param known whether the input file was generated
   * @param season rows of a season, 0 for none
   * @return the series as it is now
   * @throws BadInputException if the folder can't be written
   */
  public StoredSeries marked(boolean known, int season) {
    if (known == manifest.generated() && Objects.equals(season, manifest.season())) {
      return this;
    }
    StoredSeries marked = new StoredSeries(folder, manifest.marked(known, season));
    try {
      // Not if another process has published a series since this one was read.
      if (find(folder).filter(this::equals).isPresent()) {
        marked.replaceManifest();
      }
      return marked;
    } catch (IOException e) {
      throw new BadInputException(folder + ": can't be written: " + StorageFailure.sentence(e), e);
    }
  }

  /**
   * Puts the series in the place of the one before. Each reader finds the one or the other.
   *
   * @return the series as it is now
   * @throws IOException if the manifest can't be written; the series before is in place then
   */
  public StoredSeries publish() throws IOException {
    Optional<Manifest> before = find(folder).map(StoredSeries::manifest);
    StoredSeries published =
        new StoredSeries(folder, manifest.replacing(before.map(Manifest::data).orElse(null)));
    published.replaceManifest();
    try {
      published.removeLeftovers(before.map(Manifest::replaced).orElse(""));
    } catch (IOException e) {
      // The series is in place; the next one tries again.
      LOG.warn("{}: earlier rows are left behind", folder, e);
    }
    return published;
  }

  private void replaceManifest() throws IOException {
    byte[] text = manifest.json().getBytes(StandardCharsets.UTF_8);
    folder
        .storage()
        .publish(folder.resolve(Manifest.FILE).path(), folder.path(), out -> out.write(text));
  }

  /** Removes rows that nobody can read any more, and what killed processes left a day ago. */
  private void removeLeftovers(String readBefore) throws IOException {
    Instant now = Instant.now();
    for (Entry entry : folder.storage().list(folder.path())) {
      String name = entry.name();
      boolean unused =
          RowsFolder.is(name)
              && !name.equals(manifest.data())
              && !name.equals(manifest.replaced())
              && (name.equals(readBefore) || RowsFolder.isStale(name, now));
      boolean staged =
          name.startsWith(Manifest.FILE + ".")
              && Instant.ofEpochMilli(entry.modifiedMillis()).plus(RowsFolder.STALE).isBefore(now);
      if (unused || staged) {
        folder.storage().remove(folder.resolve(name).path());
      }
    }
  }

  /**
   * Removes the rows of a series that isn't published.
   *
   * @throws IOException if they can't be removed
   */
  public void discard() throws IOException {
    folder.storage().remove(rows().path());
  }
}
