package org.synprune.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the guide's Java and checks that the classes it names exist. */
class GuideTest {

  private static final Path GUIDE = Path.of("README.md");

  /** The imports and variables that the guide's code uses. */
  private static final String FRAME =
      """
      import ai.djl.*;
      import ai.djl.ndarray.*;
      import ai.djl.ndarray.types.*;
      import ai.djl.nn.*;
      import ai.djl.nn.core.*;
      import ai.djl.training.*;
      import ai.djl.training.dataset.*;
      import ai.djl.training.loss.*;
      import ai.djl.training.optimizer.*;
      import java.nio.file.Path;
      import java.util.*;
      import org.synprune.pruning.*;
      import org.synprune.pruning.dropout.*;

      abstract class Snippet {
        Model model, fresh;
        Block block;
        Trainer trainer;
        Dataset trainingSet;
        SynapticPruner pruner;
        Masks masks;
        NDArray input;
        ParameterStore store;
        Path folder, file;
        NDArray weightRows, maskRows;
        Map<String, Shape> layers;
        int models, epoch;
        List<NDList> batches;

        abstract double loss(Block block);

        void run() throws Exception {
      PIECE
        }
      }
      """;

  @TempDir private Path classes;

  private static String guide() throws IOException {
    return Files.readString(GUIDE);
  }

  @TestFactory
  Stream<DynamicTest> everyPieceOfCodeCompiles() throws IOException {
    List<String> pieces =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(guide())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(pieces).hasSizeGreaterThan(8);
    return pieces.stream()
        .map(
            piece ->
                DynamicTest.dynamicTest(
                    piece.lines().findFirst().orElseThrow(), () -> compile(piece)));
  }

  private void compile(String piece) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var source =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return FRAME.replace("PIECE", piece);
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

  @Test
  void theExamplesItNamesAreThere() throws IOException {
    List<String> named =
        Pattern.compile("lib-pruning/run (org\\.synprune\\.[\\w.]+)")
            .matcher(guide())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThanOrEqualTo(3);
    for (String name : named) {
      assertThat(Path.of("src/test/java", name.replace('.', '/') + ".java")).exists();
    }
  }
}
