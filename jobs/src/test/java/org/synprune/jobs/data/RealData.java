package org.synprune.jobs.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.conf.DatasetConf;

/** The folder of real files, which not everyone has. */
public final class RealData {

  private RealData() {}

  /**
   * The folder that SYNPRUNE_DATA names; skips the test, and says so, where it is not set.
   *
   * @return the folder
   */
  public static Path folder() {
    String folder = System.getenv("SYNPRUNE_DATA");
    if (folder == null) {
      System.err.println("SKIPPED: set SYNPRUNE_DATA to the folder of real files to run this test");
    }
    assumeTrue(folder != null, "SYNPRUNE_DATA is not set");
    return Path.of(folder);
  }

  /**
   * A built-in data set.
   *
   * @param name its name
   * @return its description
   */
  public static DatasetConf builtIn(String name) {
    return DatasetConf.read(new ConfFolder(null), name);
  }
}
