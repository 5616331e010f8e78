package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.DeviceBatches;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.batches.WindowForm;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.weights.ParameterLayout;

/** Makes what is bound to arrays of a certain size: networks of one shape, and batches for them. */
final class StackBinding {

  private final ForecasterSpec spec;
  private final Series series;
  private final ParameterLayout layout;
  private final @Nullable SeriesOnDevice onDevice;

  /**
   * Creates a binding.
   *
   * @param spec the networks' shape
   * @param series where windows are cut from
   * @param layout where parameters lie in a row
   * @param onDevice the series on the device; null if batches are gathered in main memory
   */
  StackBinding(
      ForecasterSpec spec,
      Series series,
      ParameterLayout layout,
      @Nullable SeriesOnDevice onDevice) {
    this.spec = spec;
    this.series = series;
    this.layout = layout;
    this.onDevice = onDevice;
  }

  /**
   * Binds networks to weights.
   *
   * @param rows weights, one row a network; the networks' arrays are closed with its manager
   * @return the networks
   */
  StackedNetwork network(NDArray rows) {
    return StackedNetwork.of(spec, layout, rows);
  }

  /**
   * Makes a source of batches in the networks' form.
   *
   * @param manager owns what the source holds
   * @return a source
   */
  BatchSource batches(NDManager manager) {
    WindowForm form = WindowForm.of(spec);
    return onDevice == null
        ? new HostBatches(series, spec.lookback(), form)
        : new DeviceBatches(manager, onDevice, spec.lookback(), form);
  }
}
