package org.synprune.jobs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;

/** Which package may know what, read from the byte code. */
@AnalyzeClasses(packages = "org.synprune", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SPARK = "org.apache.spark..";
  private static final String DJL = "ai.djl..";
  private static final String JOBS = "org.synprune.jobs..";

  /** Source files that a package may have. */
  private static final int MOST_FILES = 30;

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("org.synprune.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule STATISTICS_AND_REPORTS_KNOW_NEITHER_SPARK_NOR_DJL =
      noClasses()
          .that()
          .resideInAnyPackage(
              jobs("stats"), jobs("analysis"), jobs("grid"), jobs("report"), jobs("paper"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPARK, DJL);

  @ArchTest
  static final ArchRule TRAINING_KNOWS_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(jobs("train"), jobs("model"), jobs("inference"), jobs("engine"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SPARK);

  /** What is decided before the engine is loaded holds wherever it is loaded first. */
  @ArchTest
  static final ArchRule THE_ENGINE_IS_LOADED_IN_ONE_PLACE =
      noClasses()
          .that()
          .resideInAPackage(JOBS)
          .and()
          .resideOutsideOfPackage(jobs("engine"))
          .should()
          .callMethodWhere(
              target(owner(equivalentTo(Engine.class)))
                  .and(target(name("getEngine")))
                  .or(target(owner(equivalentTo(Model.class))).and(target(name("newInstance"))))
                  .or(
                      target(owner(equivalentTo(NDManager.class)))
                          .and(target(name("newBaseManager")))));

  @ArchTest
  static final ArchRule DATA_KNOWS_NO_DJL =
      noClasses()
          .that()
          .resideInAPackage(jobs("data"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DJL);

  @ArchTest
  static final ArchRule ONLY_JOBS_OF_SPARK_KNOW_SPARK =
      noClasses()
          .that()
          .resideInAPackage(JOBS)
          .and()
          .resideOutsideOfPackages(
              jobs("data"),
              jobs("results"),
              jobs("sweep"),
              jobs("score"),
              jobs("spark"),
              jobs("cli"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SPARK);

  @ArchTest
  static final ArchRule PERSISTENCE_KNOWS_NO_PRESENTATION =
      noClasses()
          .that()
          .resideInAnyPackage(jobs("results"), jobs("saved"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(jobs("report"), jobs("cli"));

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses().that().resideOutsideOfPackage(jobs("cli")).should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule THE_LIBRARY_KNOWS_NEITHER_SPARK_NOR_JOBS =
      noClasses()
          .that()
          .resideInAPackage("org.synprune.pruning..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPARK, JOBS);

  @ArchTest
  static final ArchRule NO_FIELD_IS_OPTIONAL = noFields().should().haveRawType(Optional.class);

  @ArchTest
  static void everyNameOfATypeIsGivenOnce(JavaClasses classes) {
    Map<String, Set<String>> packages =
        topLevel(classes, JavaClass::getSimpleName, JavaClass::getPackageName);
    packages.values().removeIf(names -> names.size() == 1);
    assertThat(packages).isEmpty();
  }

  @ArchTest
  static void packagesAreSmall(JavaClasses classes) {
    Map<String, Set<String>> types =
        topLevel(classes, JavaClass::getPackageName, JavaClass::getSimpleName);
    types.keySet().removeIf(name -> !name.startsWith("org.synprune.jobs"));
    assertThat(types).isNotEmpty();
    types.values().removeIf(names -> names.size() <= MOST_FILES);
    assertThat(types).isEmpty();
  }

  @ArchTest
  static void packagesSayWhereNullMayBe(JavaClasses classes) {
    assertThat(
            classes.getPackage("org.synprune.jobs").getSubpackagesInTree().stream()
                .filter(one -> !one.isAnnotatedWith(NullMarked.class)))
        .isEmpty();
  }

  /** Types that aren't nested, grouped: each file holds one. */
  private static Map<String, Set<String>> topLevel(
      JavaClasses classes, Function<JavaClass, String> key, Function<JavaClass, String> value) {
    return classes.stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .collect(groupingBy(key, TreeMap::new, mapping(value, toSet())));
  }

  private static String jobs(String name) {
    return "org.synprune.jobs." + name + "..";
  }
}
