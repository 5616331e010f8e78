/**
 * Pruning inside the training loop for Deep Java Library.
 *
 * <p>Implements synaptic pruning (Vos et al. 2025, algorithms 1-6): global magnitude pruning with a
 * cubic sparsity schedule, as a drop-in for any DJL training loop.
 */
package org.synprune.pruning;
