package org.synprune.jobs.train.stack;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.pruning.Placement;

/**
 * What a stack needs besides trials and data.
 *
 * @param spec the networks' shape
 * @param randomness of a seed
 * @param placement where the stack computes what is no matrix product
 * @param onDevice the series on the device; null if batches are gathered in main memory
 * @param rows how many networks are computed at a time on a device, until the stack's end: there
 *     the number decides how products are computed
 * @param observer watches the training
 * @param models takes the trained networks
 */
public record StackSetup(
    ForecasterSpec spec,
    LongFunction<Randomness> randomness,
    Placement placement,
    @Nullable SeriesOnDevice onDevice,
    int rows,
    StepObserver observer,
    TrainedModel.Sink models) {

  /** The engine multiplies a single matrix in another way than several. */
  private static final int LEAST_ROWS = 2;

  /**
   * The least number of rows that networks are computed in.
   *
   * @return 2 on the host; 1 of own code, which computes by itself
   */
  int leastRows() {
    if (spec.architecture().isOwn()) {
      return 1;
    }
    return switch (placement) {
      case HOST -> LEAST_ROWS;
      case DEVICE -> Math.max(LEAST_ROWS, rows);
    };
  }
}
