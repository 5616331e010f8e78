package org.synprune.jobs.train.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.SplittableRandom;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.model.PyTorchInitialisation;
import org.synprune.jobs.model.ReferenceForecasters;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.batches.BatchSource.Batch;
import org.synprune.jobs.train.batches.HostBatches;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork.LossGradient;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/** Some networks, side by side and as blocks. */
public final class NetworkFixture implements AutoCloseable {

  static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);

  /** Windows of a batch. */
  static final int WINDOWS = 5;

  public final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  public final ForecasterSpec spec;
  public final Block block;
  public final ParameterLayout layout;
  public final float[][] declared;
  public final NDArray rows;
  public final StackedNetwork network;
  public final HostBatches batches;
  public final int[][] orders;

  public NetworkFixture(Architecture architecture, int lookback, int networks) {
    this(architecture, lookback, 1, networks);
  }

  NetworkFixture(Architecture architecture, int lookback, int horizon, int networks) {
    spec = new ForecasterSpec(architecture, lookback, SERIES.width(), horizon, 32, 0, false);
    block = ReferenceForecasters.zeros(spec, manager);
    layout = new ParameterLayout(block);
    Block forecaster = Forecasters.zeros(spec, manager);
    declared = new float[networks][];
    orders = new int[networks][];
    NDList each = new NDList();
    for (int i = 0; i < networks; i++) {
      SplittableRandom random = new SplittableRandom(10 + i);
      declared[i] = PyTorchInitialisation.draw(forecaster, random);
      each.add(manager.create(layout.fromDeclared(declared[i])));
      orders[i] = random.ints(WINDOWS, lookback, SERIES.info().rows() - horizon + 1).toArray();
    }
    rows = NDArrays.stack(each);
    network = StackedNetwork.of(spec, block, layout, rows, Placement.HOST);
    batches = new HostBatches(SERIES, spec);
    batches.order(orders);
  }

  LossGradient slope(NDManager scope) {
    Batch batch = batches.gather(scope, 0, WINDOWS);
    return network.differentiate(batch.inputs(), batch.labels(), StackDropout.NONE);
  }

  NDArray windows(int network) {
    float[] values = new float[WINDOWS * spec.lookback() * SERIES.width()];
    for (int i = 0; i < WINDOWS; i++) {
      int length = spec.lookback() * SERIES.width();
      int from = (orders[network][i] - spec.lookback()) * SERIES.width();
      System.arraycopy(SERIES.features(), from, values, i * length, length);
    }
    return manager.create(values, new Shape(WINDOWS, spec.lookback(), SERIES.width()));
  }

  NDArray labels(int network) {
    float[] values = new float[WINDOWS * spec.horizon()];
    for (int i = 0; i < values.length; i++) {
      values[i] = SERIES.target()[orders[network][i / spec.horizon()] + i % spec.horizon()];
    }
    return manager.create(values, new Shape(WINDOWS, spec.horizon()));
  }

  @Override
  public void close() {
    manager.close();
  }
}
