package org.synprune.jobs.spark;

import ai.djl.Device;
import ai.djl.engine.StandardCapabilities;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.engine.PyTorch;

/**
 * Where a task trains or forecasts.
 *
 * @param device the engine's device
 * @param gpuAddress address of the GPU that Spark gave the task, such as {@code 1} or {@code 1#0};
 *     null without one; not null where the choice is the processor although Spark gave a GPU
 */
public record TaskDevice(Device device, @Nullable String gpuAddress) {

  /** Spark's name of the resource. */
  static final String RESOURCE = "gpu";

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  /** Validates. */
  public TaskDevice {
    Objects.requireNonNull(device, "device");
  }

  /**
   * Where the running task trains or forecasts.
   *
   * @param choice where it was asked to
   * @return the device
   * @throws BadInputException if it is a GPU and this process can't use that
   */
  public static TaskDevice ofTask(DeviceChoice choice) {
    TaskContext task = TaskContext.get();
    String address =
        task != null && task.resourcesJMap().containsKey(RESOURCE)
            ? task.resourcesJMap().get(RESOURCE).addresses()[0]
            : null;
    return of(choice, address, System.getenv(VISIBLE), TaskDevice::engineHasCuda);
  }

  /**
   * Decides where a task trains.
   *
   * @param choice where the sweep was asked to train
   * @param address address of the GPU that Spark gave the task; null without one
   * @param visible the value of {@code CUDA_VISIBLE_DEVICES}; null if it isn't set
   * @param cuda whether the engine can use GPUs; asked only if it matters
   */
  static TaskDevice of(
      DeviceChoice choice,
      @Nullable String address,
      @Nullable String visible,
      BooleanSupplier cuda) {
    boolean gpu = choice == DeviceChoice.GPU || (choice == DeviceChoice.AUTO && address != null);
    if (!gpu) {
      return new TaskDevice(Device.cpu(), address);
    }
    int index = address == null ? 0 : index(address, visible);
    if (!cuda.getAsBoolean()) {
      throw new BadInputException(
          "GPU "
              + (address == null ? "0" : address)
              + " is asked for, but the engine can't use it: expected NVIDIA's driver, and"
              + " PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR of a PyTorch with CUDA on"
              + " every machine, such as that of Maven's profile 'cuda'; or --device cpu");
    }
    return new TaskDevice(Device.gpu(index), address);
  }

  /**
   * The engine's number of a GPU. Where {@code CUDA_VISIBLE_DEVICES} is set, the engine counts the
   * GPUs listed there, from 0. What follows {@code #} only tells apart tasks that share a GPU.
   */
  private static int index(String address, @Nullable String visible) {
    String gpu = address.replaceFirst("#.*", "");
    List<String> listed =
        visible == null || visible.isBlank()
            ? List.of()
            : Arrays.stream(visible.split(",")).map(String::strip).toList();
    boolean mig = listed.stream().anyMatch(one -> one.startsWith("MIG-"));
    if (mig && !gpu.equals("0") && !gpu.equals(listed.get(0))) {
      throw new BadInputException(
          "Spark gave the task GPU '"
              + address
              + "', expected 0: a process sees one MIG instance only, the first of"
              + " CUDA_VISIBLE_DEVICES="
              + visible);
    }
    int at = listed.indexOf(gpu);
    if (at >= 0) {
      return at;
    }
    // GPUs listed by UUID can't be matched with an address: it is then the place in the list.
    boolean counted = listed.stream().noneMatch(one -> one.matches("[0-9]+"));
    if (!gpu.matches("[0-9]{1,4}")
        || !counted
        || (!listed.isEmpty() && Integer.parseInt(gpu) >= listed.size())) {
      throw new BadInputException(
          "Spark gave the task GPU '"
              + address
              + "', expected the number of one"
              + (listed.isEmpty() ? "" : " of CUDA_VISIBLE_DEVICES=" + visible));
    }
    return Integer.parseInt(gpu);
  }

  private static boolean engineHasCuda() {
    return PyTorch.engine().hasCapability(StandardCapabilities.CUDA);
  }

  /**
   * What the tasks of a session will most likely train on. The driver plans with it, as it may run
   * on another kind of machine.
   *
   * @param choice where the sweep was asked to train
   * @param conf the session's settings
   * @return the device
   */
  public static Device expected(DeviceChoice choice, SparkConf conf) {
    return switch (choice) {
      case CPU -> Device.cpu();
      case GPU -> Device.gpu();
      case AUTO ->
          conf.getDouble("spark.task.resource." + RESOURCE + ".amount", 0) > 0
              ? Device.gpu()
              : Device.cpu();
    };
  }

  /**
   * The device's name in results.
   *
   * @return such as {@code cpu} or {@code gpu1}
   */
  public String label() {
    return device.isGpu() ? "gpu" + device.getDeviceId() : "cpu";
  }
}
