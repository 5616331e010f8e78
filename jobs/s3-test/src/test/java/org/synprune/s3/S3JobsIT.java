package org.synprune.s3;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.cli.Cli;
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

  @Test
  void aBucketThatIsntThereIsNamed() {
    String none = "s3a://elsewhere/there";
    String sentence = "'" + none + "': there is no such bucket";
    Cli.run("generate", "--dataset", "sp500", "--out", none).refused(sentence);
    Cli.run("prepare", "--data", none, "--out", address("there")).refused(sentence);
    Cli.run("score", "--model", none, "--out", address("there")).refused(sentence);
    Cli.run("compact", "--run", "small", "--out", none).refused(sentence);
  }
}
