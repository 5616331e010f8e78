package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.documents.Document;

/**
 * The example of own code, by the two commands of its README, on the embedded Spark and on another.
 */
class OwnCodeIT {

  private static final Set<String> MADE = Set.of("target", "out");

  private static final long LIMIT_SECONDS = 600;

  private static Path dir;
  private static Checkout checkout;
  private static Path spark;

  @BeforeAll
  static void checkOut() throws IOException {
    dir = Files.createTempDirectory("own-code-");
    checkout = Checkout.built(dir);
    Path own = Checkout.HOME.resolve("jobs/example");
    FileUtils.copyDirectory(
        own.toFile(),
        checkout.folder().resolve("jobs/example").toFile(),
        file -> !file.getParentFile().equals(own.toFile()) || !MADE.contains(file.getName()));
    Path synprunes = checkout.bin().resolve("mvn-of-synprune");
    Files.move(checkout.bin().resolve("mvn"), synprunes, StandardCopyOption.REPLACE_EXISTING);
    // What this build was made with has all plugins; only the build for Spark 4 lies elsewhere.
    Path program = Path.of(System.getProperty("synprune.shaded"));
    checkout.command(
        "mvn",
        """
        case " $* " in *" -f "*) exec '%s' "$@" ;; esac
        export PATH='%s'
        exec mvn -o -B '-Dsynprune.jar=%s' "$@"
        """
            .formatted(synprunes, System.getenv("PATH"), program));
    spark = SubmitHome.in(dir.resolve("spark"));
  }

  @AfterAll
  static void clean() throws IOException {
    FileUtils.deleteDirectory(dir.toFile());
  }

  /** Runs the commands in the example's folder, and gives back what the last one said. */
  private static String twoCommands(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", checkout.bin().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("CI", "");
    environment.put("SYNPRUNE_PROFILE", Checkout.PROFILE);
    environment.put("SYNPRUNE_JAVA_OPTS", Checkout.QUICK_START + " -Xmx1g -Dspark.master=local[2]");
    environment.putAll(more);
    Path folder = checkout.folder().resolve("jobs/example");
    FileUtils.deleteDirectory(folder.resolve("target").toFile());
    FileUtils.deleteDirectory(folder.resolve("out").toFile());
    String said = "";
    List<String> commands = commands();
    assertThat(commands).hasSize(2);
    for (String command : commands) {
      said =
          Shell.start(folder, environment, List.of("/bin/bash", "-c", command))
              .ended(LIMIT_SECONDS)
              .fine()
              .out();
    }
    assertThat(folder.resolve("target/own-code.jar")).isRegularFile();
    return said;
  }

  private static List<String> commands() {
    return Document.read("jobs/example/README.md").code("sh").stream()
        .flatMap(code -> code.text().lines())
        .toList();
  }

  /** The table of errors, in two parts: what the clock has no part in. */
  private static List<String> table(String said) {
    return said.lines().filter(line -> line.matches("sp500 +\\S+ +7 .*[+]-.*")).toList();
  }

  @Test
  void theTwoCommandsBuildAndRunItUnderEitherSpark() throws Exception {
    String embedded = twoCommands(Map.of());
    assertThat(embedded).containsPattern("swept +45 trials .*: 45 completed");
    assertThat(embedded).contains("steady", "staircase");
    assertThat(table(embedded)).hasSize(6).anyMatch(line -> line.contains("mlp-16"));
    try (Stream<Path> files =
        Files.list(checkout.folder().resolve("jobs/example/out/trials/run=own"))) {
      assertThat(files.map(Path::toFile).filter(File::isFile)).isNotEmpty();
    }

    String submitted =
        twoCommands(
            Map.of(
                "SPARK_HOME",
                spark.toString(),
                "SYNPRUNE_SPARK_OPTS",
                "--properties-file "
                    + Checkout.HOME.resolve("conf/spark/local.conf")
                    + " --master local[2] --driver-memory 1g --conf spark.ui.enabled=false"));
    assertThat(submitted).containsPattern("swept +45 trials .*: 45 completed");
    assertThat(table(submitted)).isEqualTo(table(embedded));
  }
}
