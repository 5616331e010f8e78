package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents lead to what is there. */
class DocumentTest {

  private static final int LINES_OF_README = 150;
  private static final Path IMAGES = Document.HOME.resolve("jobs/docs/images");

  /** A file or folder of the project, said without a placeholder such as NAME. */
  private static final Pattern PATH =
      Pattern.compile("(?:conf|jobs|scripts|lib-pruning|\\.github)/(?!.*[A-Z]{2})[a-z][\\w./-]*");

  /** Files that a reader is told to make. */
  private static final Set<String> MADE_BY_THE_READER =
      Set.of("conf/datasets/bikes.conf", "jobs/target/cuda");

  private static final Pattern CLASS = Pattern.compile("[A-Z][a-z]\\w*(?:\\.\\w+)*");

  static List<Document> documents() {
    return Document.all();
  }

  @Test
  void theFrontDoorIsShort() {
    assertThat(Document.read("README.md").text().lines().count())
        .isLessThanOrEqualTo(LINES_OF_README);
  }

  @Test
  void everyDocumentIsLedToFromTheFrontDoor() {
    List<Path> reached = new ArrayList<>(List.of(Path.of("README.md")));
    for (int i = 0; i < reached.size(); i++) {
      Document document = Document.read(reached.get(i).toString());
      document
          .links()
          .filter(link -> !link.contains("://") && link.contains(".md"))
          .map(link -> target(document, link))
          .filter(path -> !reached.contains(path))
          .distinct()
          .forEach(reached::add);
    }
    assertThat(reached).containsAll(documents().stream().map(Document::path).toList());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadToFilesAndHeadings(Document document) {
    document
        .links()
        .filter(link -> !link.contains("://"))
        .forEach(
            link -> {
              Path target = target(document, link);
              assertThat(Document.HOME.resolve(target))
                  .as("%s in %s", link, document.path())
                  .exists();
              int anchor = link.indexOf('#');
              if (anchor >= 0) {
                assertThat(Document.read(target.toString()).anchors())
                    .as("%s in %s", link, document.path())
                    .contains(link.substring(anchor + 1));
              }
            });
  }

  private static Path target(Document document, String link) {
    String file = link.replaceFirst("#.*", "");
    Path folder = document.path().resolveSibling("").normalize();
    return file.isEmpty() ? document.path() : folder.resolve(file).normalize();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void filesThatAreNamedAreThere(Document document) {
    document
        .names()
        .filter(name -> PATH.matcher(name).matches() && !MADE_BY_THE_READER.contains(name))
        .forEach(
            name ->
                assertThat(Document.HOME.resolve(name))
                    .as("%s in %s", name, document.path())
                    .exists());
  }

  @Test
  void classesAndMembersThatTheArchitectureNamesAreThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> named =
        Document.read("jobs/docs/architecture.md")
            .names()
            .filter(name -> CLASS.matcher(name).matches())
            .distinct()
            .toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (String name : named) {
      List<String> parts = List.of(name.split("\\.", -1));
      assertThat(sources.keySet()).contains(parts.get(0));
      for (String member : parts.subList(1, parts.size())) {
        Pattern word = Pattern.compile("\\b" + member + "\\b");
        assertThat(word.matcher(sources.get(parts.get(0))).find()).as(name).isTrue();
      }
    }
  }

  /** Class to source text. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module :
        List.of("lib-pruning/src", "jobs/src", "jobs/cluster-test/src", "jobs/s3-test/src")) {
      try (Stream<Path> files = Files.walk(Document.HOME.resolve(module))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }

  @Test
  void packagesThatTheArchitectureNamesAreAllThereAre() throws IOException {
    Path root = Document.HOME.resolve("jobs/src/main/java/org/synprune/jobs");
    List<String> there;
    try (Stream<Path> all = Files.walk(root)) {
      there =
          all.filter(file -> file.toString().endsWith(".java"))
              .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
              .filter(name -> !name.isEmpty())
              .distinct()
              .toList();
    }
    String architecture = Document.read("jobs/docs/architecture.md").text();
    String packages =
        architecture.substring(
            architecture.indexOf("## Packages"), architecture.indexOf("## Where would I add"));
    assertThat(there)
        .isNotEmpty()
        .allSatisfy(one -> assertThat(packages).contains("`" + one + "`"));
  }

  @Test
  void thePictureForTheDarkIsTheOneForTheLight() throws IOException {
    String light = Files.readString(IMAGES.resolve("critical-difference-light.svg"));
    String dark = Files.readString(IMAGES.resolve("critical-difference-dark.svg"));
    assertThat(dark)
        .isEqualTo(light.replace("#fff", "#0d1117").replace("#000", "#e6edf3"))
        .isNotEqualTo(light);
  }
}
