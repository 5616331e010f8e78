package org.synprune.jobs.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/gpu-discovery} on machines whose {@code nvidia-smi} is made up. */
class GpuDiscoveryTest {

  private static final Path SCRIPT =
      SparkSettingsTest.HOME.resolve("scripts/gpu-discovery").toAbsolutePath();

  /** All that the script finds on its path. */
  @TempDir private Path bin;

  @BeforeEach
  void commandsOfEveryMachine() throws IOException {
    for (String command : new String[] {"bash", "grep", "uname"}) {
      Path found =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .map(folder -> Path.of(folder, command))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(bin.resolve(command), found);
    }
  }

  private void nvidiaSmi(String body) throws IOException {
    Path fake = bin.resolve("nvidia-smi");
    Files.writeString(fake, "#!" + bin.resolve("bash") + "\n" + body + "\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A machine with three GPUs; like the real one it must be asked for indexes without a header. */
  private void threeGpus() throws IOException {
    nvidiaSmi(
        "[ \"$*\" = '--query-gpu=index --format=csv,noheader' ] && echo 0 && echo 1 && echo 2");
  }

  private Script.Ended discover(Map<String, String> variables) throws Exception {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("PATH", bin.toString());
    return new Script(bin, environment).run(SCRIPT.toString());
  }

  private void assertFound(Map<String, String> variables, String... addresses) throws Exception {
    Script.Ended ended = discover(variables);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    ResourceInformation gpus = ResourceInformation.parseJson(ended.out());
    assertThat(gpus.name()).isEqualTo("gpu");
    assertThat(gpus.addresses()).containsExactly(addresses);
  }

  private void assertFails(Map<String, String> variables, String said) throws Exception {
    Script.Ended ended = discover(variables);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("gpu-discovery: ")
        .contains(said);
  }

  @Test
  void bashCanReadIt() throws Exception {
    Script.Ended ended =
        new Script(bin, Map.of("PATH", bin.toString())).run("bash", "-n", SCRIPT.toString());
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(Files.isExecutable(SCRIPT)).isTrue();
  }

  @Test
  void aMachinesGpusAreItsAddresses() throws Exception {
    threeGpus();
    assertFound(Map.of(), "0", "1", "2");
    assertFound(Map.of("SYNPRUNE_GPU_SHARES", "1"), "0", "1", "2");
  }

  @Test
  void sharedGpusAreSpreadBeforeOneIsShared() throws Exception {
    threeGpus();
    assertFound(Map.of("SYNPRUNE_GPU_SHARES", "2"), "0#0", "1#0", "2#0", "0#1", "1#1", "2#1");
  }

  @Test
  void visibleGpusOnly() throws Exception {
    threeGpus();
    assertFound(Map.of("CUDA_VISIBLE_DEVICES", "2,0"), "0", "2");
    assertFound(Map.of("CUDA_VISIBLE_DEVICES", "1", "SYNPRUNE_GPU_SHARES", "2"), "1#0", "1#1");
    // Names of these can't be had from an index: they are counted as the engine does.
    assertFound(Map.of("CUDA_VISIBLE_DEVICES", "GPU-5a1b,GPU-77c0"), "0", "1");
  }

  @Test
  void aProcessSeesOneMigInstance() throws Exception {
    threeGpus();
    assertFound(Map.of("CUDA_VISIBLE_DEVICES", "MIG-5a1b"), "0");
    assertFails(Map.of("CUDA_VISIBLE_DEVICES", "MIG-5a1b,MIG-77c0"), "expected one MIG instance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", ""})
  void noVisibleGpuIsAFault(String visible) throws Exception {
    threeGpus();
    assertFails(Map.of("CUDA_VISIBLE_DEVICES", visible), "names no GPU");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "two", "1.5"})
  void sharesAreAWholeNumber(String shares) throws Exception {
    threeGpus();
    assertFails(
        Map.of("SYNPRUNE_GPU_SHARES", shares),
        "SYNPRUNE_GPU_SHARES is '" + shares + "', expected a whole number");
  }

  @Test
  void aMachineWithoutTheDriverSaysSo() throws Exception {
    assertFails(Map.of(), "there is no nvidia-smi on the PATH");
  }

  @Test
  void aDriverThatFailsIsQuoted() throws Exception {
    nvidiaSmi("echo \"couldn't communicate with the NVIDIA driver.\"; echo 'Is it up?'; exit 9");
    assertFails(Map.of(), "couldn't communicate with the NVIDIA driver. Is it up?");
  }

  @Test
  void aMachineWithoutGpusSaysSo() throws Exception {
    nvidiaSmi("echo 'No devices were found'");
    assertFails(Map.of(), "No devices were found");
  }
}
