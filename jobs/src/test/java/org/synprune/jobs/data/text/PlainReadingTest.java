package org.synprune.jobs.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.data.conf.TextFormat;
import org.synprune.jobs.data.conf.TimeText;

/** What is read in place is what the reading of texts makes of it, to the last bit. */
class PlainReadingTest {

  private static final List<String> PATTERNS =
      List.of(
          "d/M/yyyy H:mm:ss",
          "dd/MM/yyyy HH.mm.ss",
          "yyyy-MM-dd HH:mm",
          "uuuu-MM-dd",
          "M/d/yyyy",
          "H:m:s d.M.yyyy");

  private static AsciiLine line(String text, int width) {
    AsciiLine line =
        new AsciiLine(
            new TextFormat(';', '.', '"', "UTF-8", List.of("?"), List.of("t"), "yyyy-MM-dd"),
            width,
            new int[] {0});
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return line.split(bytes, bytes.length) ? line : null;
  }

  private static void sameTime(String pattern, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long quick = new NumericTime(pattern).millis(bytes, bytes.length);
    if (quick != NumericTime.UNREAD) {
      assertThat(new TimeText(pattern).millis(text)).as(pattern + ": " + text).hasValue(quick);
    }
  }

  @Property(tries = 2000)
  void timesAreThoseOfTheFormatter(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
    StringBuilder text = new StringBuilder();
    for (String part : pattern.split("(?<=([a-zA-Z]))(?!\\1)|(?<=[^a-zA-Z])", -1)) {
      boolean number = !part.isEmpty() && Character.isLetter(part.charAt(0));
      int value = part.startsWith("y") ? random.nextInt(2200) : random.nextInt(65);
      String form = random.nextInt(8) == 0 ? "%d" : "%0" + Math.max(1, part.length()) + "d";
      text.append(number ? form.formatted(value) : part);
    }
    sameTime(pattern, text.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d/M/yyyy H:mm:ss|16/12/2006 17:24:00",
        "d/M/yyyy H:mm:ss|1/2/2004 0:00:59",
        "yyyy-MM-dd HH:mm|2024-02-29 23:59",
        "uuuu-MM-dd|0001-01-01"
      })
  void goodTimesAreReadInPlace(String both) {
    String pattern = both.substring(0, both.indexOf('|'));
    String text = both.substring(pattern.length() + 1);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long millis = new NumericTime(pattern).millis(bytes, bytes.length);
    assertThat(new TimeText(pattern).millis(text)).hasValue(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy-MM-dd|2023-02-29",
        "yyyy-MM-dd|2023-2-09",
        "yyyy-MM-dd|2023-02-09 ",
        "yyyy-MM-dd|12023-02-09",
        "yyyy-MM-dd|2023-00-09",
        "yyyy-MM-dd|",
        "d/M/yyyy H:mm|1/1/2006 24:00",
        "d/M/yyyy H:mm|001/1/2006 4:00",
        "yyyyMMdd|20230209",
        "yyyy-MM-dd'T'HH:mm|2023-02-09T00:00",
        "HH:mm|10:00",
        "d/M/yyyy d|1/1/2006 1",
        "h/M/yyyy|1/1/2006"
      })
  void allElseIsLeftToTheFormatter(String both) {
    String pattern = both.substring(0, both.indexOf('|'));
    byte[] bytes = both.substring(pattern.length() + 1).getBytes(StandardCharsets.UTF_8);
    assertThat(new NumericTime(pattern).millis(bytes, bytes.length)).isEqualTo(NumericTime.UNREAD);
  }

  @Property(tries = 2000)
  void numbersAreThoseOfJava(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wide = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(20));
    String text = String.format(Locale.ROOT, "%." + random.nextInt(19) + "f", wide);
    double number = line(text, 1).number(0);
    if (!Double.isNaN(number)) {
      assertThat(Double.doubleToRawLongBits(number))
          .as(text)
          .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "1.614", "-200.0", ".5", "5.", "9007199254740992", "0.1"})
  void plainNumbersAreReadInPlace(String text) {
    assertThat(line(text, 1).number(0)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "?", "1e3", "+1", " 1", "1,5", "--1", "1.2.3", "1d"})
  void otherNumbersAreLeftToJava(String text) {
    assertThat(line(text, 1).number(0)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740993", "0.12345678901234567", "12345678901234567890"})
  void numbersOfTooManyDigitsAreLeftToJava(String text) {
    assertThat(line(text, 1).number(0)).isNaN();
  }

  @Test
  void cellsAreFoundBetweenDelimitersAndInPlainQuotes() {
    AsciiLine line = line("a;\"b;c\";;\"\";1.5", 5);
    assertThat(List.of(0, 1, 2, 3, 4)).map(line::text).containsExactly("a", "b;c", "", "", "1.5");
    assertThat(line("a;", 2).text(1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a;b;c", "", "\u00e9;b", "a;\"b", "a;b\"", "a;\"b\"c", "a;\"b\"\"c\"", "\";"})
  void linesOfAnyOtherFormAreLeftToTheReadingOfTexts(String text) {
    assertThat(line(text, 2)).isNull();
  }
}
