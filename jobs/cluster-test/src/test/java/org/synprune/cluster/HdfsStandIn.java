package org.synprune.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** HDFS in a process of its own, for {@code scripts/bench stores}. */
final class HdfsStandIn {

  private HdfsStandIn() {}

  /**
   * Starts it, says {@code store: ADDRESS SETTINGS}, where the settings are a folder for its
   * clients, and ends with its input.
   *
   * @param args a folder of its own
   */
  public static void main(String[] args) throws IOException {
    try (MiniHdfs hdfs = MiniHdfs.start(Path.of(args[0]))) {
      System.out.println("\nstore: " + hdfs.address("/bench") + " " + hdfs.settings());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }
}
