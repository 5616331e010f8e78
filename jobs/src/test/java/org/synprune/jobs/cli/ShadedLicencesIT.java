package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.cluster.SparkHome;

/** The shaded jar names what it bundles, and carries the licences of that. */
class ShadedLicencesIT {

  private static final String FOLDER = "META-INF/licenses/";
  private static final String SBOM = "META-INF/sbom/jobs.cdx.json";

  /** Classes that stand elsewhere in the shaded jar. */
  private static final Map<String, String> MOVED =
      Map.of(
          "com/google/gson/", "org/synprune/shaded/gson/",
          "com/fasterxml/aalto/", "org/synprune/shaded/aalto/",
          "org/codehaus/stax2/", "org/synprune/shaded/stax2/",
          "org/apache/commons/compress/", "org/synprune/shaded/compress/",
          "org/apache/commons/codec/", "org/synprune/shaded/codec/",
          "org/apache/commons/csv/", "org/synprune/shaded/csv/",
          "org/apache/commons/io/", "org/synprune/shaded/io/",
          "org/apache/commons/lang3/", "org/synprune/shaded/lang3/");

  private static String moved(String name) {
    return MOVED.entrySet().stream()
        .filter(one -> name.startsWith(one.getKey()))
        .map(one -> one.getValue() + name.substring(one.getKey().length()))
        .findFirst()
        .orElse(name);
  }

  private static Set<String> names(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .collect(Collectors.toSet());
  }

  private static byte[] read(JarFile jar, String name) throws IOException {
    return jar.getInputStream(jar.getEntry(name)).readAllBytes();
  }

  /** Whether a file of a library is one that the shaded jar would hold as it is. */
  private static boolean content(String name) {
    return name.endsWith("echarts.min.js")
        || (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !name.startsWith("META-INF/"));
  }

  /** Jars of the class path of which the shaded jar holds something. */
  private static List<Path> bundled(Set<String> shaded) throws IOException {
    List<Path> bundled = new ArrayList<>();
    String classPath = Files.readString(Path.of(System.getProperty("synprune.embedded"))).strip();
    for (String path : classPath.split(File.pathSeparator, -1)) {
      try (JarFile library = new JarFile(path)) {
        if (names(library).stream()
            .filter(ShadedLicencesIT::content)
            .anyMatch(name -> shaded.contains(moved(name)))) {
          bundled.add(Path.of(path));
        }
      }
    }
    return bundled;
  }

  /** Licences by "artifact@version". */
  private static Map<String, Set<String>> licences(JarFile jar) throws IOException {
    Map<String, Set<String>> licences = new TreeMap<>();
    JsonNode sbom = Cli.json(new String(read(jar, SBOM), StandardCharsets.UTF_8));
    for (JsonNode component : sbom.get("components")) {
      licences.put(
          component.get("name").asText() + "@" + component.get("version").asText(),
          component.get("licenses").findValuesAsText("id").stream().collect(Collectors.toSet()));
    }
    return licences;
  }

  @Test
  void everyLibraryIsNamedAndItsLicenceIsThere() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.program())) {
      Set<String> shaded = names(jar);
      Map<String, Set<String>> licences = licences(jar);
      List<Path> bundled = bundled(shaded);
      assertThat(bundled).hasSizeGreaterThan(15);
      for (Path path : bundled) {
        String version = path.getParent().getFileName().toString();
        String artifact = path.getParent().getParent().getFileName().toString();
        assertThat(licences).containsKey(artifact + "@" + version);
        try (JarFile library = new JarFile(path.toFile())) {
          List<String> texts = texts(library);
          if (texts.isEmpty()) {
            // The licence of the whole, which stands at the top.
            assertThat(licences.get(artifact + "@" + version)).as(artifact).contains("Apache-2.0");
          }
          for (String text : texts) {
            String own = FOLDER + artifact + text.substring(text.lastIndexOf('/'));
            assertThat(shaded).contains(own);
            assertThat(read(jar, own)).as(own).isEqualTo(read(library, text));
          }
        }
      }
    }
  }

  private static List<String> texts(JarFile library) {
    try (Stream<String> names = names(library).stream()) {
      return names
          .filter(
              name ->
                  name.matches("META-INF/(LICENSE|NOTICE|AL2|LGPL)[^/]*")
                      || name.matches(
                          "META-INF/resources/webjars/[^/]+/[^/]+/"
                              + "(LICENSE|NOTICE|licenses/)[^/]*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void theWholeHasALicenceAndANotice() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.program())) {
      assertThat(read(jar, "META-INF/LICENSE"))
          .isEqualTo(Files.readAllBytes(Path.of("../LICENSE")));
      assertThat(new String(read(jar, "META-INF/NOTICE"), StandardCharsets.UTF_8))
          .contains("SynPrune", "Apache Commons Numbers", "John Maddock");
    }
  }

  @Test
  void whatEchartsBundlesIsLicensedToo() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.program())) {
      assertThat(new String(read(jar, FOLDER + "echarts/LICENSE-zrender"), StandardCharsets.UTF_8))
          .contains("BSD 3-Clause", "Baidu Inc.");
      assertThat(new String(read(jar, FOLDER + "echarts/LICENSE-tslib"), StandardCharsets.UTF_8))
          .contains("Microsoft Corporation", "with or without fee is hereby granted");
      assertThat(new String(read(jar, FOLDER + "echarts/LICENSE-d3"), StandardCharsets.UTF_8))
          .contains("Mike Bostock");
    }
  }

  @Test
  void theListIsTheSameOnEveryBuild() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.program())) {
      JsonNode sbom = Cli.json(new String(read(jar, SBOM), StandardCharsets.UTF_8));
      assertThat(sbom.has("serialNumber")).isFalse();
      assertThat(sbom.get("metadata").has("timestamp")).isFalse();
    }
  }

  @Test
  void theLibraryOfItsOwnHasThemToo() throws IOException {
    try (Stream<Path> files =
            Files.list(Path.of("../lib-pruning", System.getProperty("synprune.folder")));
        JarFile jar =
            new JarFile(
                files
                    .filter(
                        file ->
                            file.getFileName()
                                .toString()
                                .matches("lib-pruning-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toFile())) {
      assertThat(names(jar))
          .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/sbom/lib-pruning.cdx.json");
    }
  }
}
