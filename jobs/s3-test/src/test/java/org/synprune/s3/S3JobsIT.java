package org.synprune.s3;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.places.JobCases;

/** The whole path of {@link JobCases} on s3a: addresses. */
class S3JobsIT extends JobCases {

  private @Nullable S3Fixture s3;

  @Override
  protected Map<String, String> start(Path folder) {
    s3 = S3Fixture.start(folder);
    return s3.settings();
  }

  @Override
  protected String address(String path) {
    return Objects.requireNonNull(s3, "not started").path(path);
  }

  @Override
  protected void stop() {
    if (s3 != null) {
      s3.close();
    }
  }
}
