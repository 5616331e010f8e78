package org.synprune.jobs.inference;

/**
 * What one forecast of a batch takes on one thread of this machine: medians of several rounds.
 *
 * @param setup what was measured
 * @param sparsity share of the prunable weights that were pruned
 * @param parameters all parameters of the network, pruned ones among them
 * @param secondsForward the whole forward pass, by the engine's dense operations
 * @param secondsDense the products of weight matrices and activations in it, by the engine's dense
 *     product on the pruned weights
 * @param secondsCsr the same products with the weights in compressed sparse rows
 */
public record InferenceTime(
    InferenceSetup setup,
    double sparsity,
    long parameters,
    double secondsForward,
    double secondsDense,
    double secondsCsr) {}
