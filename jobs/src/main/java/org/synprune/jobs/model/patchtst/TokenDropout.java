package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Dropout at one place of a pass: forward, and once back. */
final class TokenDropout {

  private final ForecasterDropout dropout;
  private final Shape perNetwork;
  private @Nullable NDArray drawn;
  private NDArray factors;
  private @Nullable NDArray before;

  /**
   * Begins a place.
   *
   * @param dropout what is dropped
   * @param perNetwork a network's activations there, {@code [windows, patches, width]}
   */
  TokenDropout(ForecasterDropout dropout, Shape perNetwork) {
    this.dropout = dropout;
    this.perNetwork = perNetwork;
  }

  /**
   * Drops.
   *
   * @param x activations of all networks
   * @return what is left: the argument itself if nothing is dropped
   */
  NDArray forward(NDArray x) {
    if (!dropout.any()) {
      return x;
    }
    if (dropout.learns()) {
      before = x.reshape(x.getShape()); // the caller may close its own
    }
    ForecasterDropout.Counted counted = dropout.counted();
    drawn = counted == null ? dropout.factors(x.getManager(), perNetwork) : counted(x, counted);
    factors = drawn.reshape(x.getShape());
    return x.mul(factors);
  }

  /** Counted patch by patch, as the host's loops go through them. */
  private NDArray counted(NDArray x, ForecasterDropout.Counted counted) {
    long windows = perNetwork.get(0);
    long patches = perNetwork.get(1);
    NDArray all = counted.next(1, Math.toIntExact(perNetwork.size())).factors(x.getManager());
    return patches == 1
        ? all
        : all.reshape(x.getShape().get(0), patches, windows, perNetwork.get(2))
            .transpose(0, 2, 1, 3);
  }

  /**
   * Goes back.
   *
   * @param slope of the losses by what was left; isn't changed
   * @param byFactors takes the slope by the factors that were drawn, if they are learned
   * @return slope by the activations: the argument itself if nothing was dropped
   */
  NDArray backward(NDArray slope, IdentityHashMap<NDArray, NDArray> byFactors) {
    if (drawn == null) {
      return slope;
    }
    if (before != null) {
      byFactors.put(drawn, slope.mul(before).reshape(drawn.getShape()));
    }
    return slope.mul(factors);
  }
}
