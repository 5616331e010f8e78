package org.synprune.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SharedLibraryTest {

  private static final int STACK = 0x6474e551;

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theLoaderFindsItsFunction(@TempDir Path folder) throws IOException {
    // mov eax, 4711; ret
    byte[] code = {(byte) 0xb8, 0x67, 0x12, 0, 0, (byte) 0xc3};
    Path file = folder.resolve("libanswer.so");
    Files.write(file, SharedLibrary.of("libanswer.so", "answer", code));
    try (NativeLibrary library = NativeLibrary.getInstance(file.toString())) {
      assertThat(library.getFunction("answer").invokeInt(new Object[0])).isEqualTo(4711);
    }
  }

  @Test
  void noMemoryIsBothWrittenAndRun() {
    ByteBuffer file = ByteBuffer.wrap(VendorAnswer.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int segments = file.getShort(56);
    boolean stack = false;
    for (int segment = 0; segment < segments; segment++) {
      int at = 64 + 56 * segment;
      int flags = file.getInt(at + 4);
      assertThat(flags & 3).as("writable and executable").isNotEqualTo(3);
      if (file.getInt(at) == STACK) {
        stack = true;
        assertThat(flags & 1).as("executable stack").isZero();
      }
    }
    assertThat(stack).isTrue();
  }

  @Test
  void theSameBytesAreMadeEverywhere() {
    assertThat(VendorAnswer.bytes()).hasSize(544);
    assertThat(DigestUtils.sha256Hex(VendorAnswer.bytes()))
        .isEqualTo("5912b0567996ce389c89664a426e8bb18b7057eb76e2b3876583983b95864163");
  }

  @Test
  void theScriptThatPreloadsItHasTheSameBytes() throws IOException {
    String script = Files.readString(Path.of("../scripts/avx512"));
    String text = script.split("<<'END'\n|\nEND\n", -1)[1];
    assertThat(Base64.getMimeDecoder().decode(text)).isEqualTo(VendorAnswer.bytes());
  }
}
