package org.synprune.jobs.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.synprune.jobs.cluster.SparkHome;
import org.synprune.jobs.spark.BuiltFor;

/** A Spark of Maven's jars that has a {@code spark-submit}. */
final class SubmitHome {

  /** Starts what Spark's own launcher says, as Spark's {@code spark-class} does. */
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      export SPARK_HOME=${0%/bin/*} SPARK_SCALA_VERSION=SCALA SPARK_LOCAL_IP=127.0.0.1
      command=()
      while IFS= read -d '' -r word; do command+=("${word#$'\\n'}"); done < <(
        "$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
          org.apache.spark.deploy.SparkSubmit "$@")
      exec "${command[@]:1}"
      """
          .replace("=SCALA ", "=" + BuiltFor.thisBuild().scala() + " ");

  private SubmitHome() {}

  /** Makes one, and gives its folder. */
  static Path in(Path folder) throws IOException {
    Path home = SparkHome.in(folder).folder();
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, SPARK_SUBMIT);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }
}
