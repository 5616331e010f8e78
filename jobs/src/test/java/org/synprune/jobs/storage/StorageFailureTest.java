package org.synprune.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** A store's failure is one short sentence: which file, what was done, the store's own reason. */
class StorageFailureTest {

  private static final String ID =
      "Request ID: 0QX3ZJ5V7C9D1E2F, Extended Request ID:"
          + " W9VA1Z6XN1EE1X8Y/RkjsxxndJFWISI+CrmzgetG/RpTi/iJtbpbuMcB96Haw8kF6ldTXf4gEr=";

  private static IOException caused(IOException error, Throwable cause) {
    error.initCause(cause);
    return error;
  }

  @Test
  void deniedByS3() {
    String service =
        "Access Denied (Service: S3, Status Code: 403, " + ID + ") (SDK Attempt Count: 1)";
    IOException error =
        caused(
            new AccessDeniedException(
                "s3a://bucket/out/trials/unit-1.parquet",
                null,
                "PUT 0-byte object  on out/trials/unit-1.parquet:"
                    + " software.amazon.awssdk.services.s3.model.S3Exception: "
                    + service
                    + ":AccessDenied"),
            new IllegalStateException(service));
    assertThat(StorageFailure.sentence(error))
        .isEqualTo(
            "s3a://bucket/out/trials/unit-1.parquet: PUT 0-byte object: Access Denied"
                + " (AccessDenied)");
  }

  @Test
  void deniedByS3AsTheOlderSdkSaysIt() {
    IOException error =
        new AccessDeniedException(
            "s3a://bucket/out/x",
            null,
            "getFileStatus on s3a://bucket/out/x:"
                + " com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon"
                + " S3; Status Code: 403; Error Code: 403 Forbidden; Request ID: W9VA1Z6XN1EE1X8Y;"
                + " S3 Extended Request ID: RkjsxxndJFWISI/CrmzgetG=; Proxy: 127.0.0.1), S3"
                + " Extended Request ID: RkjsxxndJFWISI/CrmzgetG=:403 Forbidden");
    assertThat(StorageFailure.sentence(error))
        .isEqualTo("s3a://bucket/out/x: getFileStatus: Forbidden (403 Forbidden)");
  }

  @Test
  void nothingAnswers() {
    String execute =
        "Unable to execute HTTP request: Connect to localhost:9000 [localhost/127.0.0.1] failed:"
            + " Connection refused (SDK Attempt Count: 6)";
    IOException error =
        caused(
            new IOException(
                "Writing Object on out/x: software.amazon.awssdk.core.exception.SdkClientException: "
                    + execute
                    + ": "
                    + execute),
            new IllegalStateException(execute, new ConnectException("Connection refused")));
    assertThat(StorageFailure.sentence(error))
        .isEqualTo(
            "Writing Object on out/x: Unable to execute HTTP request: Connect to localhost:9000"
                + " [localhost/127.0.0.1] failed: Connection refused");
  }

  @Test
  void theReasonIsSaidWhereOnlyACauseKnowsIt() {
    IOException error =
        new IOException(
            "upload of s3a://bucket/out/x failed",
            new IllegalStateException(
                "Please reduce your request rate. (Service: S3, Status Code: 503, " + ID + ")"));
    assertThat(StorageFailure.sentence(error))
        .isEqualTo("upload of s3a://bucket/out/x failed: Please reduce your request rate.");
  }

  @Test
  void deniedByHdfs() {
    String denied = "Permission denied: user=me, access=WRITE, inode=\"/out\":hdfs:hdfs:drwxr-xr-x";
    IOException error =
        new AccessControlException(
            denied + "\n\tat org.apache.hadoop.hdfs.server.namenode.FSPermissionChecker.check()");
    assertThat(StorageFailure.sentence(error)).isEqualTo(denied);
    assertThat(
            StorageFailure.sentence(
                new IOException(
                    "Call From a/10.0.0.1 to b:8020 failed on connection exception:"
                        + " java.net.ConnectException: Connection refused; For more details see: "
                        + " http://wiki.apache.org/hadoop/ConnectionRefused")))
        .isEqualTo(
            "Call From a/10.0.0.1 to b:8020 failed on connection exception: Connection refused");
  }

  @Test
  void aFileOfThisMachineThatMayNotBeRead() {
    assertThat(StorageFailure.sentence(new java.nio.file.AccessDeniedException("/x/data.csv")))
        .isEqualTo("/x/data.csv: permission denied");
  }

  @Test
  void whatIsShortStaysAsItIs() {
    assertThat(StorageFailure.sentence(new NoSuchFileException("/out/a: b on c:d")))
        .isEqualTo("/out/a: b on c:d: no such file");
    assertThat(StorageFailure.sentence(new IOException())).isEqualTo("IOException");
    assertThat(StorageFailure.sentence(new IOException(new java.io.EOFException())))
        .isEqualTo("it ends too early, as a file does that was copied in part");
    assertThat(
            StorageFailure.sentence(
                new IOException("disk is full", new SparkException("Aborting TaskSet 0.0"))))
        .isEqualTo("disk is full");
    assertThat(StorageFailure.sentence(new IOException("x".repeat(5_000)))).hasSizeLessThan(320);
  }
}
