package org.synprune.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.synprune.jobs.cluster.Manager;
import org.synprune.jobs.cluster.SparkHome;

/**
 * YARN with one node, in this process; containers are processes of their own. Sweeps are submitted
 * by {@code conf/spark/yarn-cpu.conf}, with what a small machine needs instead of what is there.
 */
final class MiniYarn implements AutoCloseable {

  private static final int NODE_MEGABYTES = 8192;
  private static final int START_MILLIS = 60_000;
  private static final String MEMORY = "600m";
  private static final String OVERHEAD = "400m";

  private final MiniYARNCluster cluster;
  private final YarnClient client;
  private final SparkHome home;

  private MiniYarn(MiniYARNCluster cluster, SparkHome home) {
    this.cluster = cluster;
    this.home = home;
    client = YarnClient.createYarnClient();
    client.init(cluster.getConfig());
    client.start();
  }

  /**
   * Starts one.
   *
   * @param folder holds its clients' Spark and settings
   */
  static MiniYarn start(Path folder) throws IOException, YarnException, InterruptedException {
    Configuration conf = new YarnConfiguration();
    conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, NODE_MEGABYTES);
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 100);
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    MiniYARNCluster cluster = new MiniYARNCluster("yarn", 1, 1, 1);
    cluster.init(conf);
    cluster.start();
    if (!cluster.waitForNodeManagersToConnect(START_MILLIS)) {
      throw new IllegalStateException("YARN's node isn't there after a minute");
    }
    Path settings = Files.createDirectories(folder.resolve("hadoop"));
    try (OutputStream site = Files.newOutputStream(settings.resolve("yarn-site.xml"))) {
      cluster.getConfig().writeXml(site);
    }
    Path yarnJar = Path.of(System.getProperty("synprune.sparkYarn"));
    SparkHome home = SparkHome.in(folder.resolve("spark"), yarnJar);
    return new MiniYarn(cluster, home.withHadoopConf(settings));
  }

  /**
   * What sweeps are submitted to.
   *
   * @param deployMode where the driver runs: {@code client} or {@code cluster}
   */
  Manager in(String deployMode) {
    return new Mode(deployMode);
  }

  /** The application that was submitted last. */
  ApplicationReport lastApplication() throws IOException, YarnException {
    return client.getApplications().stream()
        .max(Comparator.comparing(ApplicationReport::getApplicationId))
        .orElseThrow();
  }

  /** How often YARN has started an application. */
  int attempts(ApplicationReport application) throws IOException, YarnException {
    return client.getApplicationAttempts(application.getApplicationId()).size();
  }

  @Override
  public void close() throws IOException {
    client.close();
    cluster.close();
  }

  private final class Mode implements Manager {
    private final String deployMode;

    private Mode(String deployMode) {
      this.deployMode = deployMode;
    }

    @Override
    public SparkHome home() {
      return home;
    }

    @Override
    public List<String> options() {
      Path conf = Path.of(System.getProperty("synprune.home"), "conf", "spark", "yarn-cpu.conf");
      List<String> options = new ArrayList<>();
      options.addAll(List.of("--properties-file", conf.toString()));
      options.addAll(List.of("--deploy-mode", deployMode));
      Map.of(
              "spark.executor.instances",
              "2",
              "spark.executor.memory",
              MEMORY,
              "spark.executor.memoryOverhead",
              OVERHEAD,
              "spark.driver.memory",
              MEMORY,
              "spark.driver.memoryOverhead",
              OVERHEAD,
              "spark.yarn.am.memory",
              MEMORY,
              "spark.yarn.jars",
              "local:" + home.folder() + "/jars/*",
              "spark.yarn.stagingDir",
              "file:" + home.folder().resolve("staging"),
              "spark.yarn.report.interval",
              "200ms",
              "spark.yarn.appMasterEnv.SPARK_LOCAL_IP",
              "127.0.0.1")
          .forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
      return options;
    }
  }
}
