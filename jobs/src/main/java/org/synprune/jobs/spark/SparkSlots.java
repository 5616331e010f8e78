package org.synprune.jobs.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** How many tasks a session runs at a time, and in one process. */
public final class SparkSlots {

  /** More than any cluster has: such a setting says nothing. */
  private static final int MOST = 10_000;

  private SparkSlots() {}

  /**
   * Tasks at a time. Where executors come and go, those that may come count.
   *
   * @param context the session's
   * @return 1 or more
   */
  public static int of(SparkContext context) {
    SparkConf conf = context.getConf();
    int now = context.defaultParallelism();
    int most = conf.getInt("spark.dynamicAllocation.maxExecutors", 0);
    boolean allocated = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    if (!allocated || most == 0 || context.isLocal()) {
      return now;
    }
    int each = ofExecutor(conf);
    return Math.max(now, each > MOST || most > MOST ? now : most * each);
  }

  /**
   * Tasks at a time in one executor.
   *
   * @param conf the session's settings
   * @return how many; very many if the settings leave it to the machine
   */
  public static int ofExecutor(SparkConf conf) {
    String master = conf.get("spark.master");
    boolean oneCore = master.startsWith("yarn") || master.startsWith("k8s");
    int cores = conf.getInt("spark.executor.cores", oneCore ? 1 : Integer.MAX_VALUE);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }
}
