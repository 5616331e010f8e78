package org.synprune.jobs.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Anchor;
import org.synprune.jobs.train.batches.WholeBatches;
import org.synprune.jobs.train.batches.WindowInputs;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.EngineThread;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.weights.NetworkRows;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/**
 * A trained network that forecasts, as a trial's test windows are forecast: a window's forecast is
 * the same bits as the trial's, whatever other windows it is forecast with, how many there are, and
 * in which order they come. (On the kind of processor that the trial was scored on, as another may
 * round otherwise, and for transformers of 32 units or a multiple.)
 *
 * <p>Thread-safe; a forecast takes one thread and records no gradients.
 */
public final class Forecaster implements AutoCloseable {

  /**
   * The same network twice, as one alone is computed in another way than those of a stack; each
   * forecasts half of the windows. Own code was trained alone.
   */
  private static final int NETWORKS = 2;

  /**
   * The most windows of a network's batch: more don't fit the processor's caches. Transformers,
   * which have many numbers for each patch of a window, and own code take {@link
   * WholeBatches#GRAIN}.
   */
  private static final int MOST = 128;

  private final ForecasterSpec spec;
  private final @Nullable Stochastic stochastic;
  private final Anchor anchor;
  private final Placement placement;
  private final NDManager manager;
  private final int networks;
  private final StackedNetwork network;

  /** Those that no thread uses at the moment. */
  private final Queue<WindowInputs> idle = new ConcurrentLinkedQueue<>();

  /**
   * Dropout that stays on (Monte Carlo dropout).
   *
   * @param rate share of activations dropped
   * @param seed the trial's seed
   * @param passes forecasts of each window
   */
  public record Stochastic(double rate, long seed, int passes) {

    /** Validates. */
    public Stochastic {
      if (!(rate > 0 && rate < 1) || passes < 1) {
        throw new IllegalArgumentException(
            "dropout rate " + rate + ", " + passes + " passes: expected in (0, 1), 1 or more");
      }
    }
  }

  /**
   * Scaled forecasts.
   *
   * @param mean of each window, step by step of the horizon, over its passes
   * @param sd in the same order: sample standard deviation over the passes; 0 for a single one
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Forecasts(double[] mean, double[] sd) {}

  /**
   * Makes a network ready.
   *
   * @param spec its shape
   * @param weights as {@link TrainedModel#weights()}
   * @param stochastic its dropout when forecasting; null for none
   * @throws IllegalArgumentException if there are more weights or fewer than such a network has
   */
  public Forecaster(ForecasterSpec spec, float[] weights, @Nullable Stochastic stochastic) {
    this(spec, weights, stochastic, Anchor.NONE, Device.cpu(), Placement.HOST);
  }

  /**
   * Makes a network ready as one that was trained elsewhere: forecasts are then the bits of such a
   * trial's.
   *
   * @param spec its shape
   * @param weights as {@link TrainedModel#weights()}
   * @param stochastic its dropout when forecasting; null for none
   * @param anchor what its windows tell relative to their last known value
   * @param device computes matrix products
   * @param placement where the rest is computed
   * @throws IllegalArgumentException if there are more weights or fewer than such a network has
   */
  public Forecaster(
      ForecasterSpec spec,
      float[] weights,
      @Nullable Stochastic stochastic,
      Anchor anchor,
      Device device,
      Placement placement) {
    this(spec, weights, stochastic, anchor, placement, PyTorch.manager(device));
  }

  /**
   * Makes a network ready that is closed with its owner, if not before.
   *
   * @param owner a manager of PyTorch's, on whichever device
   * @param spec its shape
   * @param weights as {@link TrainedModel#weights()}
   * @param stochastic its dropout when forecasting; null for none
   * @param anchor what its windows tell relative to their last known value
   * @return the forecaster
   * @throws IllegalArgumentException if there are more weights or fewer than such a network has
   */
  public static Forecaster ownedBy(
      NDManager owner,
      ForecasterSpec spec,
      float[] weights,
      @Nullable Stochastic stochastic,
      Anchor anchor) {
    NDManager manager = owner.newSubManager(Device.cpu());
    return new Forecaster(spec, weights, stochastic, anchor, Placement.HOST, manager);
  }

  private Forecaster(
      ForecasterSpec spec,
      float[] weights,
      @Nullable Stochastic stochastic,
      Anchor anchor,
      Placement placement,
      NDManager manager) {
    this.spec = spec;
    this.stochastic = stochastic;
    this.anchor = anchor;
    this.placement = placement;
    this.manager = manager;
    networks = spec.architecture().isOwn() ? 1 : NETWORKS;
    try {
      // Own code is run by its block; of others no more than the shapes is needed.
      NDManager blocks = manager.newSubManager();
      Block block = EngineThread.run(() -> Forecasters.zeros(spec, blocks));
      ParameterLayout layout = new ParameterLayout(block);
      if (!spec.architecture().isOwn()) {
        blocks.close();
      }
      float[] placed = layout.fromDeclared(weights);
      network = EngineThread.run(() -> network(block, layout, placed));
    } catch (RuntimeException | OutOfMemoryError e) {
      manager.close();
      throw e;
    }
  }

  private StackedNetwork network(Block block, ParameterLayout layout, float[] weights) {
    NDArray row = manager.create(weights);
    NDArray rows = NetworkRows.stack(manager, Collections.nCopies(networks, row));
    return StackedNetwork.of(spec, block, layout, rows, placement);
  }

  /**
   * Forecasts.
   *
   * @param windows scaled windows one after another, each row by row, {@code [windows x lookback x
   *     features]}, as they stand in a series: what is relative is taken relative here, and the
   *     forecast's mean is the scaled target again
   * @return forecasts in that order
   * @throws IllegalArgumentException if the values don't make whole windows
   */
  public Forecasts forecast(float[] windows) {
    int length = spec.lookback() * spec.features();
    if (windows.length % length != 0) {
      throw new IllegalArgumentException(
          windows.length + " values don't make windows of " + length);
    }
    return forecast(windows, windows.length / length);
  }

  /**
   * Forecasts.
   *
   * @param windows as {@link #forecast(float[])}; there may be more values behind them
   * @param count how many windows
   * @return forecasts in that order
   * @throws IndexOutOfBoundsException if there are fewer windows
   */
  public Forecasts forecast(float[] windows, int count) {
    Objects.checkFromIndexSize(0, count * spec.lookback() * spec.features(), windows.length);
    double[] mean = new double[Math.multiplyExact(count, spec.horizon())];
    double[] sd = new double[mean.length];
    if (count > 0) {
      EngineThread.run(
          () -> {
            forecast(windows, count, mean, sd);
            return null;
          });
    }
    return new Forecasts(mean, sd);
  }

  private void forecast(float[] windows, int count, double[] mean, double[] sd) {
    int passes = stochastic == null ? 1 : stochastic.passes();
    List<DropoutSource.ByWindow> sources = new ArrayList<>();
    for (int i = 0; stochastic != null && i < networks; i++) {
      sources.add(new DropoutSource.ByWindow(stochastic.rate(), stochastic.seed()));
    }
    StackDropout dropout = StackDropout.of(List.copyOf(sources), placement, manager);
    WindowInputs inputs = idle.poll();
    if (inputs == null) {
      inputs = new WindowInputs(spec, networks);
    }
    boolean few = spec.architecture().equals(Architecture.PATCHTST) || spec.architecture().isOwn();
    int most = few ? WholeBatches.GRAIN : MOST;
    float[] taken = relative(windows, count);
    for (int from = 0; from < count; ) {
      int left = WholeBatches.filledUp((count - from + networks - 1) / networks);
      int each = Math.min(left, most);
      try (NDManager scope = manager.newSubManager()) {
        inputs.take(taken, count, from, each);
        for (int i = 0; i < sources.size(); i++) {
          sources.get(i).begin(keys(windows, count, from + i * each, each));
        }
        float[][][] drawn = network.forecast(scope, inputs, dropout, passes);
        for (int i = 0; i < networks; i++) {
          int first = (from + i * each) * spec.horizon();
          for (float[][] pass : drawn) {
            WholeBatches.addShare(mean, first, pass[i], passes);
          }
          spread(drawn, i, mean, sd, first);
        }
      }
      from += networks * each;
    }
    idle.add(inputs);
    int length = spec.lookback() * spec.features();
    for (int i = 0; i < mean.length && !anchor.isNone(); i++) {
      int end = (i / spec.horizon() + 1) * length;
      mean[i] += anchor.lastKnown(windows, end, spec.features());
    }
  }

  /** The windows as the network takes them. */
  private float[] relative(float[] windows, int count) {
    if (anchor.isNone()) {
      return windows;
    }
    int length = spec.lookback() * spec.features();
    float[] relative = Arrays.copyOf(windows, count * length);
    for (int from = 0; from < relative.length; from += length) {
      int end = from + length;
      float known = anchor.lastKnown(windows, end, spec.features());
      anchor.subtract(relative, from, end, spec.features(), known);
    }
    return relative;
  }

  private long[] keys(float[] windows, int count, int first, int each) {
    int length = spec.lookback() * spec.features();
    long[] keys = new long[each];
    for (int i = 0; i < each; i++) {
      keys[i] = DropoutSource.key(windows, Math.min(first + i, count - 1) * length, length);
    }
    return keys;
  }

  /**
   * The sample standard deviation of the passes of a network's batch, whose forecasts begin there.
   */
  private static void spread(float[][][] drawn, int network, double[] mean, double[] sd, int from) {
    if (drawn.length == 1) {
      return;
    }
    int until = Math.min(mean.length, from + drawn[0][network].length);
    for (int i = from; i < until; i++) {
      double squares = 0;
      for (float[][] pass : drawn) {
        double deviation = pass[network][i - from] - mean[i];
        squares += deviation * deviation;
      }
      sd[i] = Math.sqrt(squares / (drawn.length - 1));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
