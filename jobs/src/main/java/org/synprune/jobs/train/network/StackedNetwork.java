package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.batches.WholeBatches;
import org.synprune.jobs.train.batches.WindowForm;
import org.synprune.jobs.train.batches.WindowInputs;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Placement;

/**
 * The networks of a stack: of one shape, with weights of their own, computed side by side. Bound to
 * the array that holds their weights, which may only be changed in place.
 *
 * <p>What comes out for a network is the same bits whatever the other networks are, as long as
 * there are others: whoever binds them sees to it.
 */
public sealed interface StackedNetwork
    permits RecurrentStack, HostRecurrentStack, PatchTstStack, OwnBlock {

  /**
   * A batch's result.
   *
   * @param losses mean squared error of each network, {@code [networks]}
   * @param gradient of each network's loss, {@code [networks, parameters]}
   */
  record LossGradient(NDArray losses, NDArray gradient) {}

  /**
   * Binds networks to their weights.
   *
   * @param spec their shape
   * @param block such a network, initialised; own code is run by it, of others it isn't needed
   * @param layout where parameters lie in a row
   * @param rows weights, {@code [networks, parameters]}; the networks' own arrays are closed with
   *     its manager
   * @param placement who computes what is no matrix product
   * @return the networks
   */
  static StackedNetwork of(
      ForecasterSpec spec, Block block, ParameterLayout layout, NDArray rows, Placement placement) {
    return switch (spec.architecture().kind()) {
      case RNN, LSTM ->
          switch (placement) {
            case HOST -> new HostRecurrentStack(spec, layout, rows);
            case DEVICE -> new RecurrentStack(spec, layout, rows);
          };
      case PATCHTST -> new PatchTstStack(spec, layout, rows, placement);
      case OWN -> new OwnBlock(block, layout, rows);
    };
  }

  /**
   * Computes losses and gradients. The result belongs to the inputs' manager.
   *
   * @param inputs one batch for each network, in the {@link WindowForm} of the networks
   * @param labels scaled targets, {@code [networks, windows, horizon]}
   * @param dropout dropout of training
   * @return losses and gradients
   */
  LossGradient differentiate(NDArray inputs, NDArray labels, StackDropout dropout);

  /**
   * Gathers a batch for each network and computes losses and gradients.
   *
   * @param owner owns the result
   * @param batches where windows come from
   * @param from first place in their order to take
   * @param until first place to leave
   * @param dropout dropout of training
   * @return losses and gradients
   */
  default LossGradient differentiate(
      NDManager owner, BatchSource batches, int from, int until, StackDropout dropout) {
    BatchSource.Batch batch = batches.gather(owner, from, until);
    return differentiate(batch.inputs(), batch.labels(), dropout);
  }

  /**
   * How many windows a batch of forecasts should have at most, for speed's sake: those of a few
   * networks have to fit the processor's caches.
   *
   * @param drops whether dropout stays on; its masks are then those of a batch of this size, which
   *     mustn't depend on where they are computed
   * @return a multiple of {@link WholeBatches#GRAIN}
   */
  default int mostWindows(boolean drops) {
    return WholeBatches.MOST;
  }

  /**
   * Forecasts.
   *
   * @param inputs in the {@link WindowForm} of the networks, {@code [networks, ...]} with one batch
   *     for each network, or {@code [1, ...]} with one for all
   * @param dropout dropout that stays on when forecasting
   * @param passes how many forecasts are wanted of each window
   * @return {@code [passes, networks, windows * horizon]}, scaled; all steps of a window, then the
   *     next
   */
  float[][][] forecast(NDArray inputs, StackDropout dropout, int passes);

  /**
   * Gathers a batch for all networks, or for each one, and forecasts.
   *
   * @param scope owns what is needed meanwhile
   * @param batches where windows come from
   * @param from first place in their order to take
   * @param until first place to leave
   * @param dropout dropout that stays on when forecasting
   * @param passes how many forecasts are wanted of each window
   * @return {@code [passes, networks, windows * horizon]}, scaled; all steps of a window, then the
   *     next
   */
  default float[][][] forecast(
      NDManager scope, BatchSource batches, int from, int until, StackDropout dropout, int passes) {
    return forecast(batches.gather(scope, from, until).inputs(), dropout, passes);
  }

  /**
   * Forecasts from windows of plain arrays, a batch of its own for each network.
   *
   * @param scope owns what is needed meanwhile
   * @param inputs the windows
   * @param dropout dropout that stays on when forecasting
   * @param passes how many forecasts are wanted of each window
   * @return {@code [passes, networks, windows * horizon]}, scaled; all steps of a window, then the
   *     next
   */
  default float[][][] forecast(
      NDManager scope, WindowInputs inputs, StackDropout dropout, int passes) {
    return forecast(inputs.layOut(scope), dropout, passes);
  }
}
