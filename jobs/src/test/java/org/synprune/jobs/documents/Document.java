package org.synprune.jobs.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown document of the project.
 *
 * @param path where it lies, seen from the checkout
 * @param text what it says
 */
public record Document(Path path, String text) {

  /** The checkout. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NO_DOCUMENTS = Set.of("target", ".git", "out", "shared", "data");
  private static final Pattern FENCED =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

  /**
   * A piece of code in a document.
   *
   * @param document where it stands
   * @param language what it is written in; empty for output
   * @param text the code
   */
  public record Code(Path document, String language, String text) {}

  /**
   * Reads a document.
   *
   * @param path where it lies, seen from the checkout
   * @return the document
   */
  public static Document read(String path) {
    try {
      return new Document(Path.of(path), Files.readString(HOME.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of the project. */
  static List<Document> all() {
    List<Document> all = new ArrayList<>();
    try {
      Files.walkFileTree(
          HOME,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return NO_DOCUMENTS.contains(dir.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".md")) {
                all.add(read(HOME.relativize(file).toString()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.sort((a, b) -> a.path().compareTo(b.path()));
    return List.copyOf(all);
  }

  /** The pieces of code, of all languages. */
  public List<Code> code() {
    return FENCED
        .matcher(text)
        .results()
        .map(match -> new Code(path, match.group(1), match.group(2)))
        .toList();
  }

  /**
   * The pieces of code in one language.
   *
   * @param language as it stands behind the fence; empty for output
   * @return the pieces, in order
   */
  public List<Code> code(String language) {
    return code().stream().filter(one -> one.language().equals(language)).toList();
  }

  /** Where links and pictures lead to. */
  Stream<String> links() {
    return LINK.matcher(prose())
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1));
  }

  /** What stands between backticks in the text. */
  Stream<String> names() {
    return CODE.matcher(prose()).results().map(match -> match.group(1));
  }

  /** The anchors that a browser finds. */
  List<String> anchors() {
    return HEADING.matcher(prose()).results().map(Document::anchor).toList();
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }
}
