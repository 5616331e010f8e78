package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;

class BuiltForTest {

  @Test
  void theSparkOfTheTestsIsTheOneThatTheBuildIsFor() {
    assertThat(BuiltFor.sparkHere()).isEqualTo(BuiltFor.thisBuild());
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.9, 2.12, 3.5.0, 2.12",
    "3.5.9, 2.12, 3.5.10-vendor.7, 2.12",
    "4.2.0, 2.13, 4.2.3, 2.13",
    "4.2.0, 2.13, 4.10.0-preview1, 2.13"
  })
  void aSparkOfTheSameGenerationWillDo(
      String spark, String scala, String thatSpark, String thatScala) {
    assertThatCode(() -> new BuiltFor(spark, scala).require(new BuiltFor(thatSpark, thatScala)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.9, 2.12, 4.2.0, 2.13",
    "3.5.9, 2.12, 3.5.9, 2.13",
    "3.5.9, 2.12, 3.4.4, 2.12",
    "4.2.0, 2.13, 3.5.9, 2.13",
    "4.2.0, 2.13, 4.0.1, 2.13"
  })
  void anyOtherIsRefusedInOneSentence(
      String spark, String scala, String thatSpark, String thatScala) {
    BuiltFor here = new BuiltFor(thatSpark, thatScala);
    assertThatThrownBy(() -> new BuiltFor(spark, scala).require(here))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("this is Spark " + thatSpark + " for Scala " + thatScala)
        .hasMessageContaining("expected Spark " + spark.substring(0, 3) + " for Scala " + scala);
  }
}
