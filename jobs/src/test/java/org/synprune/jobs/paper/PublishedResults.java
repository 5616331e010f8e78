package org.synprune.jobs.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.synprune.jobs.analysis.Observation;

/** Where the tests find the paper's Appendix A, which this project doesn't redistribute. */
public final class PublishedResults {

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private PublishedResults() {}

  /**
   * The file, beside the folder that {@code SYNPRUNE_DATA} names; without it the test is skipped,
   * and says so.
   *
   * @return the path of an existing file
   */
  public static Path file() {
    String data = System.getenv("SYNPRUNE_DATA");
    Path file =
        data == null
            ? null
            : Path.of(data).toAbsolutePath().normalize().resolveSibling("paper/appendix_a.csv");
    boolean present = file != null && Files.isRegularFile(file);
    String reason =
        data == null
            ? "SKIPPED: the paper's results aren't checked, as SYNPRUNE_DATA isn't set"
            : "SKIPPED: the paper's results aren't checked, as " + file + " doesn't exist";
    if (!present && SAID.compareAndSet(false, true)) {
      System.err.println(reason);
    }
    Assumptions.assumeTrue(present, reason);
    return file;
  }

  /**
   * Reads the file.
   *
   * @return its mean absolute errors
   */
  public static List<Observation> observations() {
    return AppendixFile.read(file());
  }
}
