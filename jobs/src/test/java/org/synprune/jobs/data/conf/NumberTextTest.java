package org.synprune.jobs.data.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people write them. */
class NumberTextTest {

  private static final NumberText PLAIN = new NumberText('.', NumberForm.PLAIN);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "48,780.00|48780",
        "1,234,567.5|1234567.5",
        "12,34,567|1234567",
        "-1,234|-1234",
        "999|999",
        "1,23|NaN",
        "1234,567|NaN",
        ",123|NaN",
        "1,234,56|NaN",
      })
  void groupsOfDigits(String text, Double expected) {
    NumberText reader = new NumberText('.', new NumberForm(",", List.of(), false, false));
    assertThat(reader.of(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$48.78|48.78",
        "-$5|-5",
        "$-5|-5",
        "12.5 %|12.5",
        "7 kWh|7",
        "($3.20)|-3.2",
        "(4)|-4",
        "1.2M|1200000",
        "3k|3000",
        "2.5B|2500000000",
        "$1.1T|1100000000000",
        "()|NaN",
        "M|NaN",
        "\u22121.5|-1.5",
      })
  void signsUnitsSuffixesAndBrackets(String text, Double expected) {
    NumberText reader =
        new NumberText('.', new NumberForm("", List.of("$", "%", "kWh"), true, true));
    assertThat(reader.of(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "48,780.00|thousands = \",\"",
        "6,1|decimal = \",\"",
        "1.234,5|decimal = \",\", thousands = \".\"",
        "$48.78|strip = [\"$\"]",
        "12%|strip = [\"%\"]",
        "(1.5)|brackets = true",
        "1.2M|suffixes = true",
        "$1,234|thousands = \",\", strip = [\"$\"] or decimal = \",\", strip = [\"$\"]",
        "1 234 567|thousands = \" \"",
      })
  void theKeyThatReadsAnotherFormIsNamed(String text, String keys) {
    assertThat(PLAIN.of(text)).isNaN();
    assertThat(PLAIN.advice(text)).contains(keys);
  }

  @ParameterizedTest
  @CsvSource({"five", "-", "2023-01-01", "1.2.3", "NaN"})
  void whatIsNoNumberHasNoKey(String text) {
    assertThat(PLAIN.advice(text)).isEmpty();
  }

  @Test
  void oneFormReadsAColumn() {
    NumberText form = PLAIN.reading(List.of("$1,234.50", "($12)", "$7")).orElseThrow();
    assertThat(form.form()).isEqualTo(new NumberForm(",", List.of("$"), false, true));
    assertThat(form.of("($1,200)")).isEqualTo(-1200);
    assertThat(PLAIN.reading(List.of("1", "two"))).isEmpty();
  }
}
