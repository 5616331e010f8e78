package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.DeviceBatches;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.batches.WindowForm;
import org.synprune.jobs.train.network.PatchTstStack;
import org.synprune.jobs.train.network.RecurrentStack;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * Makes the benchmark's forecasters.
 *
 * @param spec their shape
 * @param series where windows are cut from
 * @param layout where parameters lie in a row
 * @param onDevice the series on the device; nothing to gather in main memory
 */
public record ForecasterStacks(
    ForecasterSpec spec, Series series, ParameterLayout layout, Optional<SeriesOnDevice> onDevice)
    implements StackFactory {

  @Override
  public StackedNetwork network(NDArray rows) {
    return switch (spec.architecture()) {
      case RNN, LSTM -> new RecurrentStack(spec, layout, rows);
      case PATCHTST -> new PatchTstStack(spec, layout, rows);
    };
  }

  @Override
  public BatchSource batches(NDManager manager) {
    WindowForm form = WindowForm.of(spec);
    return onDevice.isPresent()
        ? new DeviceBatches(manager, onDevice.get(), spec.lookback(), form)
        : new HostBatches(series, spec.lookback(), form);
  }
}
