package org.synprune.pruning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the library may depend on, and how its packages depend on each other. */
@AnalyzeClasses(
    packages = "org.synprune.pruning",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule DEPENDS_ON_DJL_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "ai.djl..",
              "org.slf4j..",
              "org.jspecify.annotations..",
              "org.synprune.pruning..");

  @ArchTest
  static final ArchRule KNOWS_NO_ENGINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl.pytorch..", "org.apache.spark..", "org.synprune.jobs..", "scala..");

  @ArchTest
  static final ArchRule HAS_NO_CYCLES =
      slices().matching("org.synprune.(pruning..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PRUNING_KNOWS_NO_DROPOUT =
      noClasses()
          .that()
          .resideInAPackage("org.synprune.pruning")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.synprune.pruning.dropout");
}
