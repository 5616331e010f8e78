package org.synprune.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** S3 in processes of its own, for {@code scripts/bench stores}. */
final class S3StandIn {

  private S3StandIn() {}

  /**
   * Starts it, says {@code store: ADDRESS SETTINGS}, where the settings are a folder for its
   * clients, and ends with its input.
   *
   * @param args a folder of its own
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path settings = Files.createDirectories(folder.resolve("hadoop"));
    try (S3Fixture s3 = S3Fixture.start(folder)) {
      Configuration site = new Configuration(false);
      s3.settings().forEach(site::set);
      try (OutputStream out = Files.newOutputStream(settings.resolve("core-site.xml"))) {
        site.writeXml(out);
      }
      System.out.println("\nstore: " + s3.path("bench") + " " + settings);
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }
}
