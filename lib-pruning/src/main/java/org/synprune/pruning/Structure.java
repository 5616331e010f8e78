package org.synprune.pruning;

/**
 * The unit of pruning: single weights, or groups of weights that hardware can skip. One of your own
 * is a {@link WeightGroups}.
 */
public sealed interface Structure
    permits BuiltInStructures.Unstructured,
        BuiltInStructures.NOfM,
        BuiltInStructures.Neurons,
        WeightGroups {

  /**
   * Returns the paper's structure: single weights.
   *
   * @return the structure
   */
  static Structure unstructured() {
    return new BuiltInStructures.Unstructured();
  }

  /**
   * Returns the pattern that keeps the {@code n} highest scores of every {@code m} neighbours along
   * a weight's second dimension: the inputs of linear and recurrent layers, the input channels of
   * convolutions, at each position of the kernel (NVIDIA's sparse tensor cores use 2 of 4: Mishra
   * et al. 2021). Among equal scores the last stay.
   *
   * <p>The sparsity of every layer is {@code 1 - n / m}. The schedule must therefore be constant or
   * one-shot at that value and the scope {@link Scope#UNIFORM}, and the second dimension of each
   * prunable weight must be a multiple of {@code m}: exclude other weights by a pattern.
   *
   * @param n how many of each group stay, 1 or more
   * @param m the size of a group, more than {@code n}, at most 32
   * @return the structure
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static Structure nOfM(int n, int m) {
    return new BuiltInStructures.NOfM(n, m);
  }

  /**
   * Returns the structure of blocks of a matrix, which are scored by the mean score of their
   * weights and pruned as {@link WeightGroups} are. Blocks at the right and at the bottom are
   * smaller if the matrix isn't a multiple of their size.
   *
   * @param rows rows of a block, 1 or more: neighbours along a weight's first dimension
   * @param columns columns of a block, 1 or more: neighbours among all that belong to one index of
   *     the first dimension
   * @return the structure
   * @throws IllegalArgumentException if an argument is less than 1
   */
  static Structure blocks(int rows, int columns) {
    return new BuiltInStructures.Blocks(rows, columns);
  }

  /**
   * Returns the structure of whole neurons, which are scored by the mean score of their weights.
   *
   * <p>A neuron is one index of a weight's first dimension: a row of a linear layer's {@code
   * (outputs, inputs)}, a filter of a convolution's {@code (filters, channels, ...)}. DJL's
   * recurrent layers stack their gates, {@code (gates * state, inputs)} in {@code i2h_WEIGHT} and
   * {@code (gates * state, state)} in {@code h2h_WEIGHT} with 1 (RNN), 3 (GRU) or 4 (LSTM) gates;
   * there a neuron is one hidden unit, its row in every gate of both matrices. The two matrices
   * count as one layer and must be pruned or excluded together.
   *
   * <p>A target is a share of the weights; as many whole neurons are pruned as fit in it. The last
   * neuron of a layer is never pruned. In a block a pruned neuron's biases are 0, and so are its
   * scale and shift in a batch normalisation that follows at once; masks don't show these.
   *
   * <p>The rows of a block's output layer, which is the last one in the order of its parameters,
   * and of embeddings are pruned only if {@link SynapticPrunerBuilder#optInclude} names them.
   * Transposed convolutions are refused.
   *
   * @return the structure
   */
  static Structure neurons() {
    return new BuiltInStructures.Neurons();
  }
}
