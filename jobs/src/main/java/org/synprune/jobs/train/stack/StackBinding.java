package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.DeviceBatches;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/** Makes what is bound to arrays of a certain size: networks of one shape, and batches for them. */
final class StackBinding {

  private final ForecasterSpec spec;
  private final Series series;
  private final Block block;
  private final ParameterLayout layout;
  private final Placement placement;
  private final @Nullable SeriesOnDevice onDevice;
  private final int leastRows;

  /**
   * Creates a binding.
   *
   * @param series where windows are cut from
   * @param block such a network, initialised
   * @param layout where parameters lie in a row
   * @param setup of the stack
   */
  StackBinding(Series series, Block block, ParameterLayout layout, StackSetup setup) {
    this.block = block;
    this.spec = setup.spec();
    this.series = series;
    this.layout = layout;
    this.placement = setup.placement();
    this.onDevice = setup.onDevice();
    this.leastRows = setup.leastRows();
  }

  /** The least number of rows that networks are computed in. */
  int leastRows() {
    return leastRows;
  }

  /**
   * Binds networks to weights.
   *
   * @param rows weights, one row a network; the networks' arrays are closed with its manager
   * @return the networks
   */
  StackedNetwork network(NDArray rows) {
    return StackedNetwork.of(spec, block, layout, rows, placement);
  }

  /**
   * Makes a source of batches in the networks' form.
   *
   * @param manager owns what the source holds
   * @return a source
   */
  BatchSource batches(NDManager manager) {
    return onDevice == null
        ? new HostBatches(series, spec)
        : new DeviceBatches(manager, onDevice, spec);
  }

  /**
   * Makes the networks' dropout.
   *
   * @param sources where each network's comes from
   * @param manager owns what it keeps on the device
   * @return their dropout
   */
  StackDropout dropout(List<DropoutSource> sources, NDManager manager) {
    return StackDropout.of(sources, placement, manager);
  }
}
