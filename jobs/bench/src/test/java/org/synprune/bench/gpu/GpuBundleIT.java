package org.synprune.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.LibUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.engine.PyTorch;

/**
 * The check of a GPU as it is carried to a machine that has a PyTorch and nothing else. What is
 * built is taken from this build: Maven is a script that hands it out.
 */
class GpuBundleIT {

  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final long MOST_BYTES = 60L << 20;

  private static final String MAVEN =
      """
      #!/bin/bash
      set -e
      for module in lib-pruning jobs jobs/bench; do
        mkdir -p '%1$s'/$module/target
      done
      cp '%2$s'/lib-pruning/target/*.jar '%1$s'/lib-pruning/target
      cp '%2$s'/jobs/target/*.{jar,classpath} '%1$s'/jobs/target
      cp -R '%2$s'/jobs/bench/target/classes '%1$s'/jobs/bench/target
      echo '%3$s' >'%1$s'/jobs/bench/target/test.classpath
      """;

  @TempDir private Path dir;

  private record Ended(int code, String said) {}

  private static Ended run(Path folder, Map<String, String> variables, String... command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PYTORCH_"));
    builder.environment().putAll(variables);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A copy of what is built from, and a Maven for it. */
  private Path checkout() throws Exception {
    Path copy = Files.createDirectories(dir.resolve("check out"));
    for (String part : List.of("scripts", "conf", "pom.xml", "LICENSE")) {
      run(HOME, Map.of(), "cp", "-R", part, copy.toString());
    }
    for (String module : List.of("lib-pruning", "jobs", "jobs/bench")) {
      Files.createDirectories(copy.resolve(module).resolve("src"));
      Files.copy(HOME.resolve(module).resolve("pom.xml"), copy.resolve(module).resolve("pom.xml"));
    }
    Files.copy(HOME.resolve("jobs/NOTICE"), copy.resolve("jobs/NOTICE"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    executable(
        Files.createDirectories(dir.resolve("bin")).resolve("mvn"),
        MAVEN.formatted(copy, HOME, classPath));
    return copy;
  }

  @Test
  void aBundleChecksWhereThereIsAPyTorchAndNothingElse() throws Exception {
    Path copy = checkout();
    Map<String, String> builds = new HashMap<>();
    builds.put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
    builds.put("JAVA_HOME", System.getProperty("java.home"));
    Path file = dir.resolve("bundle.tar.xz");
    Ended packed = run(copy, builds, "scripts/gpu-check", "--bundle", file.toString());
    assertThat(packed.code()).as(packed.said()).isZero();
    assertThat(Files.size(file)).isLessThanOrEqualTo(MOST_BYTES);

    run(dir, Map.of(), "tar", "-xf", file.toString());
    Path bundle = dir.resolve("synprune-gpu-check");
    Map<String, String> bare = new HashMap<>();
    bare.put("PATH", "/usr/bin:/bin");
    bare.put("JAVA_HOME", dir.resolve("none").toString());
    Ended without = run(dir, bare, bundle.resolve("gpu-check").toString());
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.said())
        .isEqualTo(
            "gpu-check: a bundle has no PyTorch, expected PYTORCH_LIBRARY_PATH, PYTORCH_VERSION"
                + " and PYTORCH_FLAVOR of the machine's\n");

    String version = PyTorch.engine().getVersion();
    bare.put("PYTORCH_LIBRARY_PATH", LibUtils.getLibtorchPath());
    bare.put("PYTORCH_VERSION", version);
    bare.put("PYTORCH_FLAVOR", "cpu");
    Ended ended =
        run(
            dir,
            bare,
            bundle.resolve("gpu-check").toString(),
            "--only",
            "engine,traces,leaks,assert,shares",
            "--minutes",
            "0.7");
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said())
        .contains("PyTorch " + version)
        .contains("| traces | patchtst reference-code | ")
        .contains("| assert | a trial afterwards | completed | ok |")
        .contains("| leaks | rnn variational-dropout | ")
        .contains("| shares | rnn 7 none, 1 x 40 | ");
  }
}
