package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.data.LocalSpark;

/** Descriptions nest, and end with the work. */
class JobDescriptionTest {

  private final SparkContext context = LocalSpark.get().sparkContext();

  private String described() {
    return context.getLocalProperty("spark.job.description");
  }

  @Test
  void theOuterOneComesBack() {
    String before = described();
    String seen =
        JobDescription.during(
            context,
            "outer",
            () -> {
              JobDescription.run(
                  context, "inner", () -> assertThat(described()).isEqualTo("inner"));
              return described();
            });
    assertThat(seen).isEqualTo("outer");
    assertThat(described()).isEqualTo(before);
  }

  @Test
  void workThatFailsEndsItToo() {
    String before = described();
    assertThatThrownBy(
            () ->
                JobDescription.run(
                    context,
                    "fails",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(described()).isEqualTo(before);
  }
}
