/**
 * Pruning inside the training loop for Deep Java Library.
 *
 * <p>Implements synaptic pruning (Vos et al. 2025, algorithms 1-6): global magnitude pruning with a
 * cubic sparsity schedule, as a drop-in for any DJL training loop. It is put together from small
 * parts that can be exchanged one by one:
 *
 * <ul>
 *   <li>{@link org.synprune.pruning.SparsitySchedule}: how much is pruned, and when;
 *   <li>{@link org.synprune.pruning.Saliency}: which weights matter least;
 *   <li>{@link org.synprune.pruning.Scope}: whose weights compete with each other;
 *   <li>{@link org.synprune.pruning.Structure}: single weights, N of M, or whole neurons;
 *   <li>{@link org.synprune.pruning.Regrowth}: whether pruned weights come back;
 *   <li>{@link org.synprune.pruning.CountRule}: how a target becomes a number of weights;
 *   <li>{@link org.synprune.pruning.Preset}: the paper's text or its published scripts, where the
 *       two differ.
 * </ul>
 *
 * <p>{@link org.synprune.pruning.SynapticPruner} ties them together and plugs into DJL's trainer;
 * {@link org.synprune.pruning.PruningSession} does the same in a loop of your own. {@link
 * org.synprune.pruning.Masks} are the result, {@link org.synprune.pruning.SparsityReport} counts
 * them. {@link org.synprune.pruning.Pruning} prunes what is trained already and saves models with
 * their masks; {@link org.synprune.pruning.SparseWeights} are what is left, as a small file or as
 * {@link org.synprune.pruning.CsrMatrix}. {@link org.synprune.pruning.PruningMethod} has the
 * methods of others, put together from the same parts. {@link org.synprune.pruning.McDropout} is
 * the baseline that the paper compares with, {@link org.synprune.pruning.ConcreteDropout} and
 * {@link org.synprune.pruning.VariationalDropout} are two that it cites.
 *
 * <p>Parameters are known by their path in the block and always taken in path order, the natural
 * order of strings.
 */
package org.synprune.pruning;
