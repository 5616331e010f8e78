package org.synprune.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.bench.process.ChildJvm;

/** The check of a GPU, on a machine that has none: the CPU takes its path. */
class GpuCheckTest {

  private static final List<String> OFFLINE = List.of("-Dai.djl.offline=true");

  @TempDir private Path dir;

  private record Ended(int code, String out, String err) {}

  private Ended check(Map<String, String> variables, String... arguments) throws Exception {
    Path err = dir.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(OFFLINE, GpuCheck.class, arguments))
            .directory(dir.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }

  @Test
  void everyCheckFindsWhatItShould() throws Exception {
    Ended ended = check(Map.of(), "--minutes", "1.1");
    assertThat(ended.code()).as("%s%s", ended.err(), ended.out()).isZero();
    assertThat(ended.err())
        .contains("gpu-check: PyTorch finds no GPU here, so the CPU takes the GPU's path instead")
        .contains("gpu-check: 0 faults; written: gpu-check.md");
    Map<String, Integer> done = new LinkedHashMap<>();
    for (String line : ended.out().lines().skip(2).toList()) {
      String[] cells = line.split(" *\\| *", -1);
      assertThat(cells).as(line).hasSize(6);
      assertThat(cells[4]).as(line).isIn("ok", "");
      done.merge(cells[1], cells[3].startsWith("left out") ? 0 : 1, Integer::sum);
    }
    assertThat(done.keySet())
        .containsExactlyElementsOf(Checks.ALL.stream().map(Check::name).toList());
    assertThat(done.values()).as("%s", done).allMatch(cases -> cases > 0);
    assertThat(dir.resolve("gpu-check.md")).content().isEqualTo(ended.out());
  }

  @Test
  void rowsAreAppended() throws Exception {
    Path table = Files.writeString(dir.resolve("table.md"), "before\n");
    Ended ended = check(Map.of(), "--device", "cpu", "--only", "engine", "--out", "table.md");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(table).content().startsWith("before\n\n| check | case |").endsWith(" | ok |\n");
    assertThat(ended.err()).doesNotContain("finds no GPU");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --only speed,sped | --only is 'sped', expected engine, traces, repeat",
        "2 | --device tpu      | --device is tpu and --minutes 8.0, expected cpu or gpu0",
        "2 | --minutes 0       | expected cpu or gpu0, and more than 0",
        "2 | --quick           | Unknown option: '--quick' (--help tells more)",
        "1 | --device gpu7     | there is no gpu7 that PyTorch can use here",
      })
  void whatItCannotDoIsOneSentence(int code, String arguments, String sentence) throws Exception {
    assertSaid(check(Map.of(), arguments.strip().split(" ")), code, sentence);
  }

  @Test
  void aPyTorchThatDoesNotLoadIsOneSentence() throws Exception {
    Ended ended = check(Map.of("PYTORCH_VERSION", "9.9.9"), "--device", "cpu");
    assertSaid(ended, 1, "expected PYTORCH_LIBRARY_PATH with the folder of libtorch.so");
    assertThat(ended.err()).contains("for any version but 2.7.1");
    assertThat(dir.resolve("gpu-check.md.log")).content().contains("EngineException");
  }

  private static void assertSaid(Ended ended, int code, String sentence) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).startsWith("gpu-check: ").contains(sentence);
  }
}
