package org.synprune.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.synprune.jobs.spark.BuiltFor;

/**
 * A Spark distribution made of Maven's jars: a folder {@code jars} of links, which is all that
 * standalone processes look for.
 *
 * @param folder the distribution
 * @param classPath what it brings: the class path of the embedded Spark without our own jars
 * @param environment variables that its programs get
 */
public record SparkHome(Path folder, String classPath, Map<String, String> environment) {

  /** For processes that live for seconds: less of their time goes into compiling. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String OURS =
      ".*/(ai/djl|net/java/dev/jna|info/picocli|com/typesafe"
          + "|org/apache/commons/commons-(csv|rng-.*|statistics-.*|numbers-.*))/.*";

  /**
   * Makes one.
   *
   * @param folder where
   * @param more jars that it has besides, such as those of a resource manager
   */
  public static SparkHome in(Path folder, Path... more) {
    List<String> jars =
        Stream.concat(
                classPath("synprune.embedded").stream().filter(jar -> !jar.matches(OURS)),
                Stream.of(more).map(Path::toString))
            .toList();
    try {
      Path links = Files.createDirectories(folder.resolve("jars"));
      for (String jar : jars) {
        Path target = Path.of(jar);
        Files.createSymbolicLink(links.resolve(target.getFileName()), target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SparkHome(
        folder,
        String.join(File.pathSeparator, jars),
        Map.of(
            "SPARK_HOME",
            folder.toString(),
            "SPARK_SCALA_VERSION",
            BuiltFor.thisBuild().scala(),
            "SPARK_LOCAL_IP",
            "127.0.0.1"));
  }

  /**
   * The same with settings of Hadoop, which are found as Spark's scripts have them found.
   *
   * @param conf holds Hadoop's files of settings
   */
  public SparkHome withHadoopConf(Path conf) {
    return new SparkHome(folder, classPath + File.pathSeparator + conf, environment)
        .with("HADOOP_CONF_DIR", conf.toString());
  }

  /** The same with a variable for its programs. */
  public SparkHome with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new SparkHome(folder, classPath, Map.copyOf(more));
  }

  /** The shaded jar. */
  public static String program() {
    return System.getProperty("synprune.shaded");
  }

  /** The jars of the native engine, which no shaded jar holds. */
  public static String natives() {
    return String.join(File.pathSeparator, classPath("synprune.natives"));
  }

  private static List<String> classPath(String property) {
    try {
      String all = Files.readString(Path.of(System.getProperty(property))).strip();
      return Stream.of(all.split(File.pathSeparator)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one of Spark's own programs.
   *
   * @param before what goes before the command, such as one that confines it to a core
   * @param log gets what it says
   * @param options options of Java
   * @param arguments main class and arguments
   */
  public Process start(
      List<String> before, Path log, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(QUICK_START);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_CONF_DIR");
    try {
      return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
