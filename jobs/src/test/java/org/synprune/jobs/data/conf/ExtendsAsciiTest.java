package org.synprune.jobs.data.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A character set is taken only if splitting bytes into lines and cells splits the text. */
class ExtendsAsciiTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-8",
        "US-ASCII",
        "ISO-8859-1",
        "ISO-8859-15",
        "windows-1252",
        "windows-1251",
        "GBK",
        "GB18030",
        "Big5",
        "Shift_JIS",
        "EUC-JP",
        "EUC-KR",
        "KOI8-R"
      })
  void theUsualOnesAreTaken(String name) {
    assertThat(ExtendsAscii.test(Charset.forName(name))).isTrue();
  }

  @Test
  void whateverTheMachineHasIsSplitRightlyOrRefused() {
    List<String> refused = new ArrayList<>();
    String ascii = "a;1.5\r\nb;-2\n";
    for (Charset charset : Charset.availableCharsets().values()) {
      if (!ExtendsAscii.test(charset)) {
        refused.add(charset.name());
        continue;
      }
      for (String letter :
          List.of("", "\u00e9", "\u042f", "\u3042", "\u4e2d", "\u4e00", "\ud55c")) {
        if (letter.isEmpty() || charset.newEncoder().canEncode(letter)) {
          String text = letter + ascii + letter;
          String bytes =
              new String(text.getBytes(charset), java.nio.charset.StandardCharsets.ISO_8859_1);
          assertThat(bytes.split("[;\r\n]", -1))
              .as(charset.name())
              .hasSize(text.split("[;\r\n]", -1).length);
        }
      }
    }
    assertThat(refused)
        .contains("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "IBM037", "ISO-2022-JP")
        .hasSizeLessThan(Charset.availableCharsets().size() / 2);
  }
}
