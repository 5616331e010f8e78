package org.synprune.jobs.extend;

import ai.djl.nn.Block;

/**
 * A network of one's own: {@code architectures = [NAME]} in a grid.
 *
 * <p>Its weights are drawn by the trial's seed as PyTorch draws those of its layers: weights and
 * biases of a block uniformly within {@code 1 / sqrt(inputs)}, scales of norms 1, shifts 0. It is
 * trained by the engine's automatic differentiation, with Adam, under the protocol of the grid, as
 * the built-in networks are.
 *
 * <ul>
 *   <li>Take weights from the {@code ParameterStore} that {@code forward} is given, as DJL's blocks
 *       do.
 *   <li>Draw nothing from DJL's generator, which all trainings of a process share: DJL's own {@code
 *       Dropout} is refused. {@link NetworkRequest#dropout} is where the grid's dropout arms drop.
 *   <li>Don't multiply or divide by a Java number ({@code array.mul(3f)}) on the way to the output:
 *       DJL keeps it in memory that Java's garbage collector may free before the gradient is
 *       computed. {@code array.mul(manager.full(new Shape(), 3f))} is safe.
 *   <li>DJL's own LSTM block gives wrong outputs without gradients on some processors with AVX-512
 *       (lib-pruning's {@code LstmCheck} shows whether yours is one).
 * </ul>
 */
public interface NetworkProvider extends Provider {

  /**
   * Makes a network.
   *
   * @param request what it is made for
   * @return a block that isn't initialised yet, from {@code [batch, lookback, features]} to {@code
   *     [batch, horizon]}, both scaled; used by one thread
   * @throws IllegalArgumentException if a setting is out of its range; the message goes to the user
   */
  Block create(NetworkRequest request);
}
