package org.synprune.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.places.JobCases;

/** The whole path of {@link JobCases} on hdfs: addresses. */
class HdfsJobsIT extends JobCases {

  private @Nullable MiniHdfs hdfs;

  @Override
  protected Map<String, String> start(Path folder) throws IOException {
    hdfs = MiniHdfs.start(folder);
    return Map.of("dfs.replication", "2");
  }

  @Override
  protected String address(String path) {
    try {
      return Objects.requireNonNull(hdfs, "not started").address("/") + path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void stop() {
    if (hdfs != null) {
      hdfs.close();
    }
  }
}
