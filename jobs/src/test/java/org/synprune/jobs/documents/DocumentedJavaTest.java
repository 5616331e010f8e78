package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Java in documents compiles; the library's guide has a test of its own. */
class DocumentedJavaTest {

  private static final Path GUIDE_OF_LIBRARY = Path.of("lib-pruning", "README.md");

  /** What pieces of code for DJL take for granted. */
  private static final String DJL =
      """
      import ai.djl.*;
      import ai.djl.inference.*;
      import ai.djl.ndarray.*;
      import ai.djl.ndarray.types.*;
      import ai.djl.repository.zoo.*;
      import ai.djl.training.*;
      import ai.djl.training.dataset.*;
      import ai.djl.training.loss.*;
      import ai.djl.training.optimizer.*;
      import java.nio.file.Path;
      import java.util.SplittableRandom;
      import org.synprune.jobs.grid.*;
      import org.synprune.jobs.model.*;
      import org.synprune.jobs.saved.serving.*;
      import org.synprune.pruning.*;

      abstract class Snippet {
        Model model;
        float[] window;
        Dataset trainingSet, validationSet;

        void run() throws Exception {
      PIECE
        }
      }
      """;

  /** What pieces of code for Spark take for granted. */
  private static final String SPARK =
      """
      import org.apache.spark.ml.*;
      import org.apache.spark.sql.*;
      import org.synprune.jobs.score.*;

      abstract class Snippet {
        Dataset<Row> windows;

        void run() throws Exception {
      PIECE
        }
      }
      """;

  @TempDir private Path classes;

  @TestFactory
  Stream<DynamicTest> everyPieceOfCodeCompiles() {
    List<Document.Code> pieces =
        Document.all().stream()
            .filter(document -> !document.path().equals(GUIDE_OF_LIBRARY))
            .flatMap(document -> document.code("java").stream())
            .toList();
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(3);
    return pieces.stream()
        .map(
            piece ->
                DynamicTest.dynamicTest(
                    piece.document() + ": " + piece.text().lines().findFirst().orElseThrow(),
                    () -> compile(piece.text())));
  }

  private void compile(String piece) {
    String frame = piece.contains("Dataset<Row>") ? SPARK : DJL;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var source =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return frame.replace("PIECE", piece);
          }
        };
    var messages = new StringWriter();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var options = List.of("-d", classes.toString(), "-classpath", path, "-proc:none");
    boolean compiled =
        compiler.getTask(messages, null, null, options, null, List.of(source)).call();
    assertThat(compiled).as(messages.toString()).isTrue();
  }
}
