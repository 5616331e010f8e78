package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;

class TaskDeviceTest {

  private static TaskDevice on(DeviceChoice choice, String address, String visible) {
    return TaskDevice.of(choice, address, visible, () -> true);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO,    ,          , cpu",
    "AUTO,   0,          , gpu0",
    "AUTO,   3,          , gpu3",
    "AUTO, 1#1,          , gpu1",
    "CPU,    1,          , cpu",
    "GPU,     ,          , gpu0",
    "GPU,    2,          , gpu2",
    "AUTO,   3,     '3,5', gpu0",
    "AUTO,   5,    '3, 5', gpu1",
    "AUTO, 5#0,     '3,5', gpu1",
    "AUTO,   1, 'GPU-aa,GPU-bb', gpu1",
    "AUTO, GPU-bb, 'GPU-aa,GPU-bb', gpu1",
    "AUTO,   0, 'MIG-aa,MIG-bb', gpu0",
    "AUTO, MIG-aa, MIG-aa, gpu0"
  })
  void followsSparkAndTheVisibleDevices(
      DeviceChoice choice, String address, String visible, String label) {
    TaskDevice task = on(choice, address, visible);
    assertThat(task.label()).isEqualTo(label);
    assertThat(task.gpuAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "0, '3,5'",
    "2, 'GPU-aa,GPU-bb'",
    "MIG-x, ",
    "GPU-cc, 'GPU-aa,GPU-bb'",
    "1, 'MIG-aa,MIG-bb'",
    "MIG-bb, 'MIG-aa,MIG-bb'"
  })
  void refusesAGpuThatTheProcessDoesNotSee(String address, String visible) {
    assertThatThrownBy(() -> on(DeviceChoice.AUTO, address, visible))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'" + address + "'");
  }

  @Test
  void saysWhichJarIsMissingWhereTheEngineHasNoCuda() {
    assertThatThrownBy(() -> TaskDevice.of(DeviceChoice.AUTO, "1", null, () -> false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("GPU 1 is asked for")
        .hasMessageContaining("profile 'cuda'")
        .hasMessageContaining("PYTORCH_LIBRARY_PATH");
    assertThat(TaskDevice.of(DeviceChoice.CPU, "1", null, () -> false).label()).isEqualTo("cpu");
  }

  @Test
  void theDriverExpectsWhatTheSettingsPromise() {
    SparkConf none = new SparkConf(false);
    SparkConf gpus = new SparkConf(false).set("spark.task.resource.gpu.amount", "0.5");
    assertThat(TaskDevice.expected(DeviceChoice.AUTO, none).isGpu()).isFalse();
    assertThat(TaskDevice.expected(DeviceChoice.AUTO, gpus).isGpu()).isTrue();
    assertThat(TaskDevice.expected(DeviceChoice.CPU, gpus).isGpu()).isFalse();
    assertThat(TaskDevice.expected(DeviceChoice.GPU, none).isGpu()).isTrue();
  }
}
