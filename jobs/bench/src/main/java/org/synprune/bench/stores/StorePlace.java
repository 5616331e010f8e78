package org.synprune.bench.stores;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.StandIn;

/**
 * A store that is measured.
 *
 * @param name its name in the table
 * @param address a folder in it, which may hold other things
 * @param classPath of a process that writes there: Hadoop's settings first
 */
public record StorePlace(String name, String address, String classPath) {

  /** Where {@code scripts/bench} has put all that is needed. */
  private static final String BUILD = "synprune.bench.build";

  /** What the program itself is made of, in the build. */
  private static final List<String> PROGRAM =
      List.of("jobs.jar", "jobs-tests.jar", "lib-pruning.jar");

  /** Stores that there are stand-ins of. */
  public enum Kind {
    HDFS("org.synprune.cluster.HdfsStandIn"),
    S3("org.synprune.s3.S3StandIn");

    private final String main;

    Kind(String main) {
      this.main = main;
    }

    /** Its name on the command line and in the table. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** All of them by their names. */
    public static Map<String, Kind> byId() {
      Map<String, Kind> all = new LinkedHashMap<>();
      for (Kind kind : values()) {
        all.put(kind.id(), kind);
      }
      return all;
    }
  }

  /** Validates. */
  public StorePlace {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(classPath, "classPath");
  }

  /** A folder of this machine, without any settings. */
  public static StorePlace local(Path folder) {
    return new StorePlace(
        "local", folder.toUri().toString(), System.getProperty("java.class.path"));
  }

  /**
   * Any store.
   *
   * @param name its name in the table
   * @param address a folder in it; for {@code s3a:} the client is Hadoop 3.5's, else that of Spark
   * @param settings folder of Hadoop's settings, if there is one
   */
  public static StorePlace at(String name, String address, Optional<Path> settings) {
    String program =
        address.startsWith("s3a:") ? path("classes", "s3") : System.getProperty("java.class.path");
    return new StorePlace(
        name, address, settings.map(folder -> folder + File.pathSeparator).orElse("") + program);
  }

  /** Starts a stand-in, with its log and its files in a folder of its own. */
  public static StandIn standIn(Kind kind, Path folder) {
    return StandIn.start(
        ChildJvm.command(
            List.of("-Dsynprune.s3mock=" + build().resolve("s3mock.jar")),
            path(kind.id() + "-classes", kind.id()),
            kind.main,
            folder.toString()),
        folder.resolve("log"));
  }

  /** The address of a folder that isn't there yet. */
  public String newFolder() {
    return address + (address.endsWith("/") ? "" : "/") + "synprune-bench-" + UUID.randomUUID();
  }

  /**
   * The command line of a process that writes there.
   *
   * @param options options that override this process's
   * @param main the class to run
   * @param args its arguments
   */
  public List<String> command(List<String> options, Class<?> main, String... args) {
    return ChildJvm.command(options, classPath, main.getName(), args);
  }

  /** A class path of the build: classes, the program, and what a module's tests depend on. */
  private static String path(String classes, String dependencies) {
    try {
      String rest = Files.readString(build().resolve(dependencies + ".classpath")).strip();
      return Stream.concat(
              Stream.concat(Stream.of(classes), PROGRAM.stream())
                  .map(one -> build().resolve(one).toString()),
              Stream.of(rest))
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path build() {
    return Path.of(
        Objects.requireNonNull(System.getProperty(BUILD), "not started by scripts/bench"));
  }
}
