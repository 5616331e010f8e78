package org.synprune.jobs.results;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;
import org.synprune.jobs.train.TrialTrainer;

/**
 * Where and with what a trial ran.
 *
 * @param program version of this program
 * @param commit git commit it was built from, {@code unknown} outside a checkout
 * @param djl version of DJL
 * @param engine name and version of DJL's engine
 * @param spark version of Spark
 * @param java version of the Java runtime
 * @param device what the trial was trained on, such as {@code cpu} or {@code gpu0}
 * @param host name of the machine
 * @param threads threads of one trial's matrix operations
 */
public record Provenance(
    String program,
    String commit,
    String djl,
    String engine,
    String spark,
    String java,
    String device,
    String host,
    int threads)
    implements Serializable {

  /**
   * Reads the versions of this process. Loads the engine.
   *
   * @param spark version of Spark
   * @param device what trials are trained on
   * @return the provenance of what runs here
   */
  public static Provenance ofThisProcess(String spark, String device) {
    Properties build = buildProperties();
    Engine engine = Engine.getEngine("PyTorch");
    return new Provenance(
        build.getProperty("version"),
        commit(build.getProperty("commit")),
        Engine.getDjlVersion(),
        engine.getEngineName() + " " + engine.getVersion(),
        spark,
        System.getProperty("java.version"),
        device,
        hostName(),
        TrialTrainer.THREADS);
  }

  /**
   * The version of this program.
   *
   * @return version and the commit it was built from
   */
  public static String programVersion() {
    Properties build = buildProperties();
    return build.getProperty("version") + " (" + commit(build.getProperty("commit")) + ")";
  }

  /** What the build wrote down about itself: keys {@code version} and {@code commit}. */
  private static Properties buildProperties() {
    Properties build = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/synprune-build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("the program's build properties can't be read", e);
    }
    return build;
  }

  /** Outside a checkout nothing replaces the placeholder. */
  private static String commit(String built) {
    return built.startsWith("$") ? "unknown" : built;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
