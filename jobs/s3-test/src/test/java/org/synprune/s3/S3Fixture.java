package org.synprune.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;

/** A store that takes s3a: addresses, with a bucket in it. */
public final class S3Fixture implements AutoCloseable {

  private static final String BUCKET = "bucket";

  private final S3MockProcess mock;
  private final SerialProxy proxy;

  private S3Fixture(S3MockProcess mock, SerialProxy proxy) {
    this.mock = mock;
    this.proxy = proxy;
  }

  /**
   * Starts one.
   *
   * @param folder holds its objects
   */
  public static S3Fixture start(Path folder) {
    S3MockProcess mock = S3MockProcess.start(folder, BUCKET);
    try {
      return new S3Fixture(mock, SerialProxy.before(mock.address()));
    } catch (IOException e) {
      mock.close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An address in the bucket.
   *
   * @param key below the bucket
   */
  public String path(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  /** Hadoop's settings for it, with few and quick repetitions. */
  public Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("fs.s3a.endpoint", proxy.address().toString()),
        Map.entry("fs.s3a.endpoint.region", "us-east-1"),
        Map.entry("fs.s3a.path.style.access", "true"),
        Map.entry("fs.s3a.connection.ssl.enabled", "false"),
        Map.entry("fs.s3a.access.key", "user"),
        Map.entry("fs.s3a.secret.key", "secret"),
        Map.entry("fs.s3a.attempts.maximum", "2"),
        Map.entry("fs.s3a.retry.limit", "1"),
        Map.entry("fs.s3a.retry.interval", "50ms"),
        Map.entry("fs.s3a.retry.throttle.limit", "1"),
        Map.entry("fs.s3a.retry.throttle.interval", "50ms"));
  }

  void plant(Fault fault) {
    proxy.plant(fault);
  }

  List<SerialProxy.Answered> answered() {
    return proxy.answered();
  }

  /** Ends it, and has Hadoop forget its client: the next one has the same bucket elsewhere. */
  @Override
  public void close() {
    proxy.close();
    mock.close();
    try {
      FileSystem.closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
