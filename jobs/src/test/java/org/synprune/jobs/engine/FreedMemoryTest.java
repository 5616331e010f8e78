package org.synprune.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreedMemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void glibcDoesWhatItIsTold() {
    assertThat(FreedMemory.keep(Map.of(), "Linux")).isEqualTo(isGlibc());
  }

  private static boolean isGlibc() {
    try {
      NativeLibrary.getInstance("c").getFunction("gnu_get_libc_version");
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MALLOC_TRIM_THRESHOLD_",
        "MALLOC_MMAP_THRESHOLD_",
        "MALLOC_TOP_PAD_",
        "GLIBC_TUNABLES"
      })
  void whoeverTellsItOtherwiseIsLeftAlone(String variable) {
    assertThat(FreedMemory.keep(Map.of(variable, "1"), "Linux")).isFalse();
  }

  @Test
  void otherSystemsAreLeftAlone() {
    assertThat(FreedMemory.keep(Map.of(), "Mac OS X")).isFalse();
  }
}
