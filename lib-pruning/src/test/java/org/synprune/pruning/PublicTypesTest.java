package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the list of public types, which users rely on. */
class PublicTypesTest {

  @Test
  void theseArePublicAndNoOthers() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Pruning.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      List<String> names =
          files
              .map(file -> classes.relativize(file).toString())
              .filter(name -> name.endsWith(".class") && !name.contains("package-info"))
              .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
              .filter(PublicTypesTest::isPublic)
              .map(name -> name.substring("org.synprune.pruning.".length()).replace('$', '.'))
              .toList();
      assertThat(names)
          .containsExactlyInAnyOrder(
              "dropout.ConcreteDropout",
              "dropout.CounterMask",
              "CountRule",
              "CsrMatrix",
              "dropout.DeviceMasks",
              "dropout.DropoutMask",
              "InputNorms",
              "JointPruning",
              "JointPruning.Outcome",
              "LayerSaliency",
              "LayerSaliency.Layer",
              "Masks",
              "dropout.McDropout",
              "dropout.McDropout.Builder",
              "dropout.McDropout.Prediction",
              "Placement",
              "Preset",
              "PrunedModelListener",
              "Pruning",
              "Pruning.Trial",
              "PruningMethod",
              "PruningSession",
              "Regrowth",
              "Saliency",
              "ScheduleUnit",
              "Scope",
              "SensitivityTable",
              "SensitivityTable.Row",
              "ShrinkReport",
              "ShrinkReport.Change",
              "SparseWeights",
              "SparsityReport",
              "SparsityReport.Layer",
              "SparsitySchedule",
              "Structure",
              "SynapticPruner",
              "SynapticPrunerBuilder",
              "dropout.VariationalDropout",
              "WeightGroups");
    }
  }

  /** Whether a type and all types around it are public. */
  private static boolean isPublic(String name) {
    try {
      boolean reachable = true;
      Class<?> type = Class.forName(name, false, PublicTypesTest.class.getClassLoader());
      for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
        reachable &= Modifier.isPublic(outer.getModifiers());
      }
      return reachable;
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
