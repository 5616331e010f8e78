package org.synprune.jobs.scripts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.synprune.jobs.cluster.SparkHome;

/**
 * A copy of what the scripts need of the checkout, with nothing built, on a machine whose Maven and
 * Java are made up.
 *
 * @param folder the copy
 * @param bin all that is on the path
 */
record Checkout(Path folder, Path bin) {

  /** For Java that is over in seconds: the slower compiler wouldn't pay. */
  static final String QUICK_START =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
          + " -Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN";

  /** Maven's profile of this build for {@code SYNPRUNE_PROFILE}; empty for the default. */
  static final String PROFILE =
      System.getProperty("synprune.folder", "target").replaceFirst("target/?", "");

  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> COMMANDS =
      List.of(
          "bash cat chmod cp cut date dirname env find flock git grep head kill mkdir mktemp mv"
              .split(" "));
  private static final List<String> MORE_COMMANDS =
      List.of(
          ("paste ps rm rmdir sed sha256sum sleep stty tail touch tr uname unzip basename id locale"
                  + " readlink")
              .split(" "));

  /** Makes one with all commands that the scripts use. */
  static Checkout in(Path folder) throws IOException {
    Path copy = folder.resolve("check out");
    for (String part : List.of("scripts", "conf")) {
      FileUtils.copyDirectory(HOME.resolve(part).toFile(), copy.resolve(part).toFile());
    }
    for (String module : List.of(".", "lib-pruning", "jobs")) {
      Files.createDirectories(copy.resolve(module));
      Files.copy(HOME.resolve(module).resolve("pom.xml"), copy.resolve(module).resolve("pom.xml"));
    }
    for (String module : List.of("lib-pruning", "jobs")) {
      Files.createDirectories(copy.resolve(module).resolve("src/main"));
      Files.createDirectories(copy.resolve(module).resolve("src/test"));
    }
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String command : Stream.concat(COMMANDS.stream(), MORE_COMMANDS.stream()).toList()) {
      Path found =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .map(one -> Path.of(one, command))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow(() -> new AssertionError("no '" + command + "' on the path"));
      Files.createSymbolicLink(bin.resolve(command), found);
    }
    return new Checkout(copy, bin);
  }

  /**
   * Makes one whose Maven hands out what this build has made, and whose Java is this one. To be
   * started with {@link #PROFILE}.
   */
  static Checkout built(Path folder) throws IOException {
    Checkout checkout = in(folder);
    String target = System.getProperty("synprune.folder");
    checkout.command(
        "mvn",
        """
        cd '%1$s' || exit 1
        mkdir -p jobs/%2$s lib-pruning/%2$s
        cp '%3$s' jobs/%2$s
        cp '%4$s'/jobs/%2$s/{jobs-0.1.0-SNAPSHOT.jar,embedded.classpath,natives.classpath} jobs/%2$s
        cp '%4$s'/lib-pruning/%2$s/lib-pruning-0.1.0-SNAPSHOT.jar lib-pruning/%2$s
        """
            .formatted(checkout.folder(), target, SparkHome.program(), HOME));
    Files.createSymbolicLink(
        checkout.bin().resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    return checkout;
  }

  Path builds() {
    return folder.resolve("jobs/target/builds");
  }

  /** Puts a command on the path. */
  void command(String name, String body) throws IOException {
    Path file = bin.resolve(name);
    // What stands there may be a link to the machine's own.
    Files.deleteIfExists(file);
    Files.writeString(file, "#!" + bin.resolve("bash") + "\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts a script with only these commands on the path. */
  Shell start(Map<String, String> variables, String script, String... arguments)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", bin.toString());
    environment.put("JAVA_HOME", "");
    environment.put("CI", "");
    environment.put("SYNPRUNE_PROFILE", "");
    environment.putAll(variables);
    Path run = folder.resolve("scripts").resolve(script);
    return Shell.start(
        folder.getParent(),
        environment,
        Stream.concat(Stream.of(run.toString()), Stream.of(arguments)).toList());
  }

  Shell.Ended run(String script, String... arguments) throws IOException, InterruptedException {
    return start(Map.of(), script, arguments).ended();
  }
}
