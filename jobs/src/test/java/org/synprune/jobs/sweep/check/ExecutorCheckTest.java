package org.synprune.jobs.sweep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.storage.Folder;

class ExecutorCheckTest {

  @TempDir private Path dir;

  private ExecutorCheck check(double expected) {
    return new ExecutorCheck(
        Folder.local(dir.resolve("probes")), Folder.local(dir.resolve("staging")).path(), expected);
  }

  @Test
  void thisMachineIsFitAndNothingIsLeft() throws IOException {
    check(ExecutorCheck.EXPECTED).require(Device.cpu());
    assertThat(dir.resolve("probes")).isEmptyDirectory();
  }

  @Test
  void anEngineThatComputesSomethingElseIsFound() {
    assertThatThrownBy(() -> check(ExecutorCheck.EXPECTED * 1.01).require(Device.cpu()))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageContaining("a training step gives an error of 0.")
        .hasMessageContaining("expected 0.");
  }

  @Test
  void aDeviceThatIsNotThereIsFound() {
    assertThatThrownBy(() -> check(ExecutorCheck.EXPECTED).require(Device.gpu(7)))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageStartingWith("the engine can't ");
  }

  @Test
  void aStoreThatCannotBeWrittenIsFoundAndTheProcessStaysUnfit() throws IOException {
    Files.createFile(dir.resolve("probes"));
    ExecutorCheck check = check(ExecutorCheck.EXPECTED);
    assertThatThrownBy(() -> check.require(Device.cpu()))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageContaining("probes' can't be written");
    Files.delete(dir.resolve("probes"));
    assertThatThrownBy(() -> check.require(Device.cpu()))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageContaining("probes' can't be written");
    assertThatCode(() -> check(ExecutorCheck.EXPECTED).require(Device.cpu()))
        .doesNotThrowAnyException();
  }
}
