package org.synprune.jobs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.synprune.jobs.storage.Folder;

/** A store that sweeps write to, and what happens to it. */
public interface ResultPlace extends AutoCloseable {

  /** The Spark of the clusters that write there, with their settings of the store. */
  SparkHome home(Path folder);

  /**
   * Makes an empty result folder that has series.
   *
   * @param folder a folder of this machine for one test, of which others have none
   * @param series the series
   */
  Folder begin(Path folder, Path series) throws IOException;

  /**
   * Makes a result folder one where nothing can be written any more.
   *
   * @param out the result folder, which a sweep is writing to
   * @return what undoes it
   */
  Undo makeUnwritable(Folder out) throws IOException;

  /** What a writer is told then. */
  String saidWhenUnwritable();

  /**
   * What a sweep that follows a killed one at once has to be given; nothing where that is known.
   */
  List<String> afterAKill();

  @Override
  void close();

  /** Undoes something. */
  @FunctionalInterface
  interface Undo {
    void undo() throws IOException;
  }
}
