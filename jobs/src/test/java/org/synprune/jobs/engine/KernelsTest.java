package org.synprune.jobs.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.BadInputException;

/** Each case that loads the engine has a process of its own: what is loaded stays. */
class KernelsTest {

  private static final boolean HELD = Processor.ofThisMachine().isHeldToAvx2();

  private static String product(String wish) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            ProductPrinter.class.getName());
    builder.environment().put(PyTorch.SWITCH, wish);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return out.strip();
  }

  @Test
  void theSwitchDecidesWhatTheProductsAreComputedWith() throws Exception {
    String on = product("on");
    String off = product("off");
    assertThat(off).startsWith("default ");
    if (HELD) {
      assertThat(on).startsWith("avx512 ");
      // Wider vectors add up in another order: the last bits tell that they are in use.
      assertThat(bits(on)).isNotEqualTo(bits(off));
    } else {
      assertThat(on).isEqualTo(off);
    }
    assertThat(product("on")).as("the same in each process").isEqualTo(on);
  }

  private static String bits(String printed) {
    return printed.substring(printed.indexOf(' '));
  }

  @Test
  void otherProcessorsAreLeftAlone() {
    assertThat(Kernels.choose(new Processor("GenuineIntel", Set.of("avx512f")), false))
        .isEqualTo(Kernels.DEFAULT);
  }

  @Test
  void theSwitchIsOnOrOff() {
    assertThat(PyTorch.switchOf("off")).isEqualTo("off");
    assertThatThrownBy(() -> PyTorch.switchOf("false"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("SYNPRUNE_AVX512 is 'false', expected on or off");
  }
}
