package org.synprune.jobs.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.spark.package$;
import org.synprune.jobs.BadInputException;
import scala.util.Properties$;

/**
 * The Spark that this program was built for: one source has a build for Spark 3.5 and one for Spark
 * 4, and neither runs on the other's Spark.
 *
 * @param spark Spark's version, such as {@code 3.5.9}
 * @param scala Scala's version without the last part, such as {@code 2.12}
 */
public record BuiltFor(String spark, String scala) {

  /**
   * What this build is for.
   *
   * @return versions, as the build wrote them down
   */
  public static BuiltFor thisBuild() {
    Properties build = new Properties();
    try (InputStream in = BuiltFor.class.getResourceAsStream("/synprune-build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("the program's build properties can't be read", e);
    }
    return new BuiltFor(build.getProperty("spark"), build.getProperty("scala"));
  }

  /**
   * The Spark that is on the class path.
   *
   * @return versions, as Spark and Scala tell them
   */
  public static BuiltFor sparkHere() {
    String scala = Properties$.MODULE$.versionNumberString();
    return new BuiltFor(
        package$.MODULE$.SPARK_VERSION(), scala.substring(0, scala.lastIndexOf('.')));
  }

  /**
   * Refuses a Spark that this build isn't for: another generation, an older one, or one for another
   * Scala.
   *
   * @param here the Spark that is there
   * @throws BadInputException if it is refused
   */
  public void require(BuiltFor here) {
    if (here.scala.equals(scala) && here.part(0) == part(0) && here.part(1) >= part(1)) {
      return;
    }
    throw new BadInputException(
        "this is Spark "
            + here
            + ", expected Spark "
            + part(0)
            + "."
            + part(1)
            + " for Scala "
            + scala
            + ", which this build is for (conf/spark/README.md says how to build for others)");
  }

  private int part(int index) {
    return Integer.parseInt(spark.split("[.-]", 3)[index]);
  }

  @Override
  public String toString() {
    return spark + " for Scala " + scala;
  }
}
