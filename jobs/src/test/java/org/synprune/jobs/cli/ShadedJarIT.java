package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cluster.SparkHome;

/** The jar that goes to a cluster, submitted to a Spark that knows nothing of our class path. */
class ShadedJarIT {

  @TempDir private Path dir;

  @Test
  void holdsNoSparkNoNativesAndNoSignatures() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.program())) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(names)
          .contains(
              "org/synprune/jobs/cli/Main.class",
              "org/synprune/pruning/SynapticPruner.class",
              "ai/djl/engine/Engine.class",
              "META-INF/services/ai.djl.engine.EngineProvider",
              "conf/grids/paper.conf",
              "conf/datasets/power.conf")
          .noneMatch(name -> name.startsWith("org/apache/spark/"))
          .noneMatch(name -> name.startsWith("scala/"))
          .noneMatch(name -> name.startsWith("org/apache/hadoop/"))
          .noneMatch(name -> name.startsWith("org/slf4j/"))
          .noneMatch(name -> name.contains("libtorch"))
          .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("org.synprune.jobs.cli.Main");
    }
  }

  @Test
  void sparkSubmitRunsItWithTheBuiltInConfiguration() throws Exception {
    List<String> options = List.of("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1");
    List<String> command = new ArrayList<>();
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "org.synprune.jobs.cli.Main"));
    command.addAll(List.of("--jars", SparkHome.natives().replace(File.pathSeparator, ",")));
    command.add(SparkHome.program());
    command.addAll(List.of("run", "--dataset", "bitcoin", "--architecture", "rnn"));
    command.addAll(List.of("--seeds", "42", "--out", dir.resolve("out").toString()));

    Path log = dir.resolve("log");
    Process process = SparkHome.in(dir.resolve("spark")).start(List.of(), log, options, command);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(log);
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said)
          .contains("4 completed, 0 already done, 0 without result", "synaptic-pruning");
    } finally {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(dir.resolve("out/trials/run=quick"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).isNotEmpty();
    }
  }
}
