package org.synprune.jobs.saved.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.synprune.jobs.engine.SameKernels;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.SmallModels;
import org.synprune.jobs.series.WindowScaler;
import org.synprune.jobs.train.Forecaster;

/** Runs {@link PlainDjlProgram} on model folders that have jars of ours in them. */
final class JarInFolder {

  /** What a program of DJL has on its class path. */
  private static final List<String> OF_DJL =
      List.of("/ai/djl/", "/gson/", "/jna/", "/commons-compress/", "/slf4j-api/");

  private static final int WINDOWS = 5;

  private JarInFolder() {}

  private static List<String> classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.asList(all.split(File.pathSeparator, -1));
  }

  /** The jars on this process's class path whose paths have a text in them. */
  static List<Path> jars(String text) {
    List<Path> jars =
        classPath().stream()
            .filter(one -> one.endsWith(".jar") && one.contains(text))
            .map(Path::of)
            .toList();
    assertThat(jars).as(text).isNotEmpty();
    return jars;
  }

  /** Our own classes as a jar, from wherever they are. */
  static Path jarOf(Class<?> one, Path jar) throws Exception {
    Path classes = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(classes)) {
      return Files.copy(classes, jar);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /** Runs the program and compares what it prints with what {@code score} forecasts. */
  static void forecastsLikeScore(List<ModelFolder> folders, List<Path> jars, Path work)
      throws Exception {
    for (ModelFolder folder : folders) {
      for (Path jar : jars) {
        Files.copy(jar, SmallModels.path(folder).resolve(jar.getFileName().toString()));
      }
    }
    List<String> printed = run(folders, work);
    List<String> expected = new ArrayList<>();
    for (ModelFolder folder : folders) {
      double[] forecasts = expected(folder, one -> one);
      expected.add(
          "criteria "
              + Arrays.stream(forecasts)
                  .mapToObj(String::valueOf)
                  .collect(Collectors.joining(",")));
      expected.add("serving ");
      String answer = printed.get(expected.size() - 1);
      assertThat(answer).startsWith("serving {\"predictions\":[");
      double first = Double.parseDouble(answer.replaceAll("^\\D*([-0-9.eE]+).*$", "$1"));
      // DJL Serving reads JSON as floats.
      assertThat((float) first).isEqualTo((float) expected(folder, one -> (float) one)[0]);
    }
    assertThat(printed).hasSameSizeAs(expected);
    for (int i = 0; i < printed.size(); i += 2) {
      assertThat(printed.get(i)).isEqualTo(expected.get(i));
    }
  }

  private static double[] expected(ModelFolder folder, DoubleUnaryOperator rounded) {
    float[] scaled = new float[WINDOWS * SmallModels.LENGTH];
    for (int i = 0; i < WINDOWS; i++) {
      double[] raw = Arrays.stream(SmallModels.raw(60 + i)).map(rounded).toArray();
      WindowScaler.of(folder.info().scaler()).scale(raw, scaled, i * SmallModels.LENGTH);
    }
    try (Forecaster forecaster = folder.forecaster()) {
      return Arrays.stream(forecaster.forecast(scaled).mean())
          .map(one -> one * folder.info().targetSd() + folder.info().targetMean())
          .toArray();
    }
  }

  private static List<String> run(List<ModelFolder> folders, Path work) throws Exception {
    Path list =
        Files.write(
            work.resolve("folders.txt"),
            folders.stream().map(folder -> folder.folder().toString()).toList());
    Path windows =
        Files.write(
            work.resolve("windows.txt"),
            IntStream.range(0, WINDOWS)
                .mapToObj(i -> Arrays.stream(SmallModels.raw(60 + i)))
                .map(one -> one.mapToObj(String::valueOf).collect(Collectors.joining(",")))
                .toList());
    Path classes = work.resolve("program");
    for (Class<?> one : List.of(PlainDjlProgram.class, LikeDjlServing.class)) {
      copy(one, classes);
    }
    String path =
        Stream.concat(
                Stream.of(classes.toString()),
                OF_DJL.stream().flatMap(one -> jars(one).stream()).map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator));
    Path errors = work.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dai.djl.offline=true",
                "-cp",
                path,
                PlainDjlProgram.class.getName(),
                list.toString(),
                windows.toString())
            .redirectError(errors.toFile());
    SameKernels.in(builder.environment(), work);
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return lines;
  }

  private static void copy(Class<?> one, Path classes) throws IOException {
    String name = one.getName().replace('.', '/') + ".class";
    Path file = classes.resolve(name);
    Files.createDirectories(file.getParent());
    try (var in = one.getClassLoader().getResourceAsStream(name)) {
      Files.copy(in, file);
    }
  }
}
