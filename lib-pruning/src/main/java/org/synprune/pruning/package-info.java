/**
 * Pruning inside the training loop for Deep Java Library.
 *
 * <p>Implements synaptic pruning (Vos et al. 2025, algorithms 1-6): global magnitude pruning with a
 * cubic sparsity schedule, for any DJL training loop. Each of its parts can be replaced:
 *
 * <ul>
 *   <li>{@link org.synprune.pruning.SparsitySchedule}: how much is pruned, and when;
 *   <li>{@link org.synprune.pruning.Saliency}: which weights matter least;
 *   <li>{@link org.synprune.pruning.Scope}: which weights compete with each other;
 *   <li>{@link org.synprune.pruning.Structure}: single weights, N of M, or whole neurons;
 *   <li>{@link org.synprune.pruning.Regrowth}: whether pruned weights grow back;
 *   <li>{@link org.synprune.pruning.CountRule}: how a sparsity becomes a number of weights;
 *   <li>{@link org.synprune.pruning.Preset}: whether to follow the paper's text or its published
 *       scripts, where the two differ.
 * </ul>
 *
 * <p>{@link org.synprune.pruning.SynapticPruner} ties them together and plugs into DJL's trainer;
 * {@link org.synprune.pruning.PruningSession} does the same in a loop of your own. {@link
 * org.synprune.pruning.Masks} are the result, {@link org.synprune.pruning.SparsityReport} counts
 * them. {@link org.synprune.pruning.Pruning} prunes trained models and saves models with their
 * masks; {@link org.synprune.pruning.SparseWeights} are the remaining weights, as a small file or
 * as {@link org.synprune.pruning.CsrMatrix}. {@link org.synprune.pruning.PruningMethod} offers
 * published methods built from the same parts. The dropouts to compare with are in {@link
 * org.synprune.pruning.dropout}.
 *
 * <p>Parameters are identified by their path in the block and always taken in path order, the
 * natural order of strings.
 *
 * <p>Nothing takes or returns null unless it says so by {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package org.synprune.pruning;

import org.jspecify.annotations.NullMarked;
