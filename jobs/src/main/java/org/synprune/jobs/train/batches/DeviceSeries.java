package org.synprune.jobs.train.batches;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.series.Series;

/**
 * The series that were uploaded by this process, each once for all trainings on its device. They
 * stay there until the process ends: executors train many units of few series.
 */
public final class DeviceSeries {

  private static final ConcurrentMap<Key, SeriesOnDevice> UPLOADED = new ConcurrentHashMap<>();

  private record Key(String series, Device device) {}

  private DeviceSeries() {}

  /**
   * Uploads a series, or finds it uploaded.
   *
   * @param series the series
   * @param device where it is needed
   * @return its arrays, which are never closed
   */
  public static SeriesOnDevice of(Series series, Device device) {
    return UPLOADED.computeIfAbsent(
        new Key(series.info().id(), device), key -> upload(series, device));
  }

  private static SeriesOnDevice upload(Series series, Device device) {
    NDManager manager = PyTorch.manager(device);
    try {
      return SeriesOnDevice.of(series, manager);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }
}
