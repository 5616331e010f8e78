package org.synprune.jobs.results;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.train.TrialTrainer;

/**
 * The machine and the versions that a trial ran with.
 *
 * @param program version of this program
 * @param commit git commit it was built from, {@code unknown} outside a checkout
 * @param djl version of DJL
 * @param engine name and version of DJL's engine
 * @param spark version of Spark
 * @param java version of the Java runtime
 * @param device what the trial was trained on, such as {@code cpu} or {@code gpu0}
 * @param gpuAddress address of the GPU that Spark gave the task, such as {@code 1#0}; null without
 * @param engineFlags settings of the engine that results may depend on, such as {@code
 *     cudnn_benchmark=false}
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
    @Nullable String gpuAddress,
    String engineFlags,
    String host,
    int threads)
    implements Serializable {

  private static final List<String> ENGINE_VARIABLES =
      List.of("CUBLAS_WORKSPACE_CONFIG", "NVIDIA_TF32_OVERRIDE", "CUDA_VISIBLE_DEVICES");

  /**
   * Reads the versions of this process. Loads the engine.
   *
   * @param spark version of Spark
   * @param device what trials are trained on
   * @param gpuAddress address of the GPU that Spark gave; null without
   * @return this process's provenance
   */
  public static Provenance ofThisProcess(String spark, String device, @Nullable String gpuAddress) {
    Properties build = buildProperties();
    Engine engine = PyTorch.engine();
    return new Provenance(
        build.getProperty("version"),
        commit(build.getProperty("commit")),
        Engine.getDjlVersion(),
        engine.getEngineName() + " " + engine.getVersion(),
        spark,
        System.getProperty("java.version"),
        device,
        gpuAddress,
        flagsOfEngine(),
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

  /**
   * The settings that DJL hands to PyTorch, the kernels of its products, and environment variables
   * that PyTorch reads. cuDNN chooses kernels by timing them only if its property says so.
   */
  private static String flagsOfEngine() {
    List<String> flags = new ArrayList<>();
    flags.add("cudnn_benchmark=" + Boolean.getBoolean("ai.djl.pytorch.cudnn_benchmark"));
    flags.add(
        "graph_optimizer=" + !"false".equals(System.getProperty("ai.djl.pytorch.graph_optimizer")));
    flags.add("mkl_kernels=" + PyTorch.kernels());
    for (String name : ENGINE_VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        flags.add(name + "=" + value);
      }
    }
    return String.join(" ", flags);
  }

  /** The properties that the build wrote: {@code version} and {@code commit}. */
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

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
