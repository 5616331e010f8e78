package org.synprune.jobs.model.patchtst;

import org.jspecify.annotations.Nullable;

/**
 * Makes what lies between the products of a pass.
 *
 * @param network gives the weights
 * @param shape sizes
 * @param dropout what is dropped
 * @param loops those of a pass on the host; null for the engine's operations
 */
record TokenPlaces(
    PatchTstNetwork network,
    TokenShape shape,
    ForecasterDropout dropout,
    @Nullable TokenLoops loops) {

  /** The end of a sublayer, after a layer; null for one that has no bias of its own to add. */
  TokenSum sum(@Nullable TokenLinear last, String normLayer) {
    TokenDropout dropped = new TokenDropout(dropout, shape.dropped(shape.units()));
    return loops == null
        ? new EngineSum(last, dropped, network.norm(normLayer))
        : new HostSum(last == null ? null : last.biasPath(), normLayer, loops, dropout);
  }

  /** The middle of a feed-forward layer. */
  TokenActivation activation(TokenLinear expand) {
    long wide = PatchTstNetwork.FEED_FORWARD_FACTOR * shape.units();
    return loops == null
        ? new EngineActivation(expand, new TokenDropout(dropout, shape.dropped(wide)))
        : new HostActivation(expand.biasPath(), loops, dropout);
  }
}
