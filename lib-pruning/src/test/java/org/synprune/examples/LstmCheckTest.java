package org.synprune.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What DJL's LSTM block computes without gradients, in processes of its own.
 *
 * <p>oneDNN 3.7.1, in PyTorch 2.7.1, makes a wrong AVX-512 kernel if the processor, or the
 * hypervisor, doesn't tell the size of its caches. Then the block is wrong for {@code (units - 1) %
 * 32 < 16}. Everywhere else it must be right: for other numbers of units, with gradients, and with
 * {@code ONEDNN_MAX_CPU_ISA=AVX2}.
 */
class LstmCheckTest {

  private static final List<Integer> UNITS =
      Stream.concat(
              IntStream.rangeClosed(1, 50).boxed(),
              Stream.of(63, 64, 65, 80, 81, 96, 97, 112, 113, 128))
          .toList();
  private static final double ROUNDING = 1e-5;

  @TempDir private Path folder;

  private record Errors(double withoutGradients, double withGradients) {}

  private static boolean mayBeWrong(int units) {
    return (units - 1) % 32 < 16;
  }

  private Map<Integer, Errors> errors(Map<String, String> environment)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dai.djl.offline=true");
    command.add("-Dai.djl.pytorch.num_threads=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(LstmCheck.class.getName());
    UNITS.forEach(units -> command.add(units.toString()));
    Path out = folder.resolve("out");
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("ONEDNN_MAX_CPU_ISA");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    var errors = new TreeMap<Integer, Errors>();
    for (String line : Files.readAllLines(out)) {
      String[] fields = line.split(" ", -1);
      errors.put(
          Integer.valueOf(fields[0]),
          new Errors(Double.parseDouble(fields[1]), Double.parseDouble(fields[2])));
    }
    assertThat(errors).hasSize(UNITS.size());
    return errors;
  }

  @Test
  void isRightButForTheSizesThatTheGuideNames() throws Exception {
    errors(Map.of())
        .forEach(
            (units, errors) -> {
              assertThat(errors.withGradients).as("%d units", units).isLessThan(ROUNDING);
              if (!mayBeWrong(units)) {
                assertThat(errors.withoutGradients).as("%d units", units).isLessThan(ROUNDING);
              }
            });
  }

  @Test
  void isRightForAllSizesWithoutAvx512() throws Exception {
    Path processor = Path.of("/proc/cpuinfo");
    assumeTrue(
        Files.exists(processor) && Files.readString(processor).contains("avx512f"),
        "the processor has no AVX-512");
    errors(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"))
        .forEach(
            (units, errors) -> {
              assertThat(errors.withGradients).as("%d units", units).isLessThan(ROUNDING);
              assertThat(errors.withoutGradients).as("%d units", units).isLessThan(ROUNDING);
            });
  }
}
