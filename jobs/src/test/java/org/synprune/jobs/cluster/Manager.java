package org.synprune.jobs.cluster;

import java.util.List;

/** What gives a sweep its executors, such as a standalone cluster or YARN. */
public interface Manager {

  /** The Spark that its clients have. */
  SparkHome home();

  /**
   * What {@code spark-submit} is told of it: options, such as {@code --master}, and their values.
   */
  List<String> options();
}
