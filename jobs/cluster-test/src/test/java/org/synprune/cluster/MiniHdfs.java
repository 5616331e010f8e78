package org.synprune.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;

/** HDFS with two nodes in this process; each file lies on both. */
final class MiniHdfs implements AutoCloseable {

  private static final int NODES = 2;

  private final MiniDFSCluster cluster;
  private final Path settings;
  private DataNodeProperties stopped;

  private MiniHdfs(MiniDFSCluster cluster, Path settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /**
   * Starts one.
   *
   * @param folder holds its blocks and its clients' settings
   */
  static MiniHdfs start(Path folder) throws IOException {
    Configuration conf = new HdfsConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    conf.setInt(HdfsClientConfigKeys.DFS_REPLICATION_KEY, NODES);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(NODES).build();
    cluster.waitActive();
    Path settings = Files.createDirectories(folder.resolve("hadoop"));
    Configuration site = new Configuration(false);
    site.setInt(HdfsClientConfigKeys.DFS_REPLICATION_KEY, NODES);
    try (OutputStream out = Files.newOutputStream(settings.resolve("hdfs-site.xml"))) {
      site.writeXml(out);
    }
    return new MiniHdfs(cluster, settings);
  }

  /** What a cluster hands out to its clients. */
  Path settings() {
    return settings;
  }

  /** Settings of a client in this process. */
  Configuration conf() throws IOException {
    return new Configuration(cluster.getConfiguration(0));
  }

  /** Address of a path. */
  String address(String path) throws IOException {
    return cluster.getURI().resolve(path).toString();
  }

  FileSystem files() throws IOException {
    return cluster.getFileSystem();
  }

  /** Stops a node, as when its machine goes down. */
  void stopNode() {
    stopped = cluster.stopDataNode(0);
  }

  /** Starts the node again. */
  void restartNode() throws IOException {
    cluster.restartDataNode(stopped);
    cluster.waitActive();
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
