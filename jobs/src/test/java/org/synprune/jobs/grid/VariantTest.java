package org.synprune.jobs.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings in which places of a grid differ. */
class VariantTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "hidden=32", "hidden=128 learning-rate=1.0E-4", "epochs=5"})
  void isReadAsItIsWritten(String text) {
    assertThat(Variant.parse(text)).hasToString(text);
    assertThat(Variant.parse(text).isNone()).isEqualTo(text.isEmpty());
  }

  @Test
  void wholeNumbersAreWrittenAsSuch() {
    assertThat(new Variant(new TreeMap<>(Map.of("hidden", 64.0, "learning-rate", 0.01))))
        .hasToString("hidden=64 learning-rate=0.01");
  }

  @Test
  void areOrderedByNumberNotByText() {
    assertThat(
            Stream.of("hidden=128", "hidden=8", "", "hidden=32 epochs=3", "hidden=8 epochs=20")
                .map(Variant::parse)
                .sorted())
        .map(Variant::toString)
        .containsExactly("", "epochs=3 hidden=32", "epochs=20 hidden=8", "hidden=8", "hidden=128");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidden", "hidden=many", "=3 x", " "})
  void anotherTextIsRefused(String text) {
    assertThatThrownBy(() -> Variant.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variant is '" + text + "', expected settings such as hidden=32");
  }

  @Test
  void aPlaceNamesItsVariantWithItsNetwork() {
    Place plain = new Place("sp500", Protocol.STRICT, Architecture.RNN, 7);
    Place wide =
        new Place("sp500", Protocol.STRICT, Architecture.RNN, 7, Variant.parse("hidden=128"));
    assertThat(plain).hasToString("sp500/strict/rnn/7");
    assertThat(wide).hasToString("sp500/strict/rnn hidden=128/7");
    assertThat(plain.compareTo(wide)).isNegative();
    assertThat(wide.under(Protocol.PAPER).variant()).isEqualTo(wide.variant());
  }
}
