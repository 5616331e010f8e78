package org.synprune.jobs.cli.stages;

import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.spark.BuiltFor;
import org.synprune.jobs.spark.StoreSettings;

/** Opens Spark: the cluster that {@code spark-submit} names, or this machine. */
public final class Sessions {

  private static final String MAIN = "org.synprune.jobs.cli.Main";

  private static final Set<String> QUICK = Set.of("prepare", "query", "show", "dataset", "runs");

  private static final String MANY = "1000000";

  /** Spark would take a run that is called 1e3 for the number 1000. */
  private static final String INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled";

  private Sessions() {}

  /**
   * A session with its own views, with times in UTC.
   *
   * @param spark the session that is open
   * @return the new session; closing {@code spark} closes it
   */
  public static SparkSession forReading(SparkSession spark) {
    SparkSession own = spark.newSession();
    own.conf().set("spark.sql.session.timeZone", "UTC");
    own.conf().set(INFERENCE, "false");
    return own;
  }

  /**
   * Opens a session for a command that is about a run: the application is called by its name.
   *
   * @param run the run's name
   * @return the session, to be closed
   */
  public static SparkSession ofRun(String run) {
    SparkConf conf = conf(run, true);
    survive(conf);
    return open(conf);
  }

  /**
   * Settings for a sweep on a cluster, whose executors may be unfit, and whose trials may kill
   * theirs: an executor that a task has thrown an error on gets no more tasks of the job, at once,
   * and dead executors are replaced however many there are.
   */
  static void survive(SparkConf conf) {
    if (conf.get("spark.master").startsWith("local")) {
      return;
    }
    conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
    conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1");
    conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "3");
    for (String scope : List.of("stage", "application")) {
      String prefix = "spark.excludeOnFailure." + scope;
      conf.setIfMissing(prefix + ".maxFailedTasksPerExecutor", "1");
      conf.setIfMissing(prefix + ".maxFailedExecutorsPerNode", MANY);
    }
    conf.setIfMissing("spark.executor.maxNumFailures", MANY);
  }

  /**
   * Opens a session, or returns the one that is open.
   *
   * @param command what is run, for the application's name
   * @return the session, to be closed
   */
  public static SparkSession open(String command) {
    return open(conf(command, !QUICK.contains(command)));
  }

  private static SparkSession open(SparkConf conf) {
    BuiltFor.thisBuild().require(BuiltFor.sparkHere());
    TemporaryFiles.requireRoom();
    return SparkSession.builder().config(StoreSettings.closingSoon(conf)).getOrCreate();
  }

  /** Settings where {@code spark-submit} and its files say nothing else. */
  static SparkConf conf(String name, boolean pages) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    // spark-submit names the application after the class unless it is given a name.
    if (conf.get("spark.app.name", MAIN).equals(MAIN)) {
      conf.set("spark.app.name", "synprune " + name);
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.locality.wait", "0s");
    conf.setIfMissing("spark.speculation", "false");
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    String kernels = System.getenv(PyTorch.SWITCH);
    if (kernels != null) {
      conf.setIfMissing("spark.executorEnv." + PyTorch.SWITCH, PyTorch.switchOf(kernels));
    }
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    conf.set(INFERENCE, "false");
    // Spark 4 would refuse some of what Spark 3.5 answers: a query means the same on either.
    conf.setIfMissing("spark.sql.ansi.enabled", "false");
    // Spark makes this folder to list tables: without one that is there it would leave its own.
    conf.setIfMissing("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
    if (conf.get("spark.master").startsWith("local")) {
      // One process: results don't need more shuffle partitions than it has threads for.
      conf.setIfMissing("spark.sql.shuffle.partitions", "8");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // These take seconds: nobody would have the pages open before they are done.
      conf.setIfMissing("spark.ui.enabled", String.valueOf(pages));
      conf.setIfMissing("spark.metrics.executorMetricsSource.enabled", String.valueOf(pages));
    }
    return conf;
  }
}
