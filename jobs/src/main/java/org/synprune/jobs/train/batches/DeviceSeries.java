package org.synprune.jobs.train.batches;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.synprune.jobs.series.Series;

/**
 * The series that were uploaded by this process, each once for all trainings on its device. They
 * stay there until the process ends: executors train many units of few series.
 */
public final class DeviceSeries {

  private static final ConcurrentMap<Key, SeriesOnDevice> UPLOADED = new ConcurrentHashMap<>();

  private record Key(String series, Device device) {}

  private DeviceSeries() {}

  /** Uploads a series, or finds it uploaded. */
  public static SeriesOnDevice of(Series series, Device device) {
    return UPLOADED.computeIfAbsent(
        new Key(series.info().id(), device),
        key -> SeriesOnDevice.of(series, NDManager.newBaseManager(device, "PyTorch")));
  }
}
