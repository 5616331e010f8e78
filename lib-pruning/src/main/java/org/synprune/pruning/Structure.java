package org.synprune.pruning;

/** What is pruned at a time: single weights, or groups of them that hardware can leave out. */
public sealed interface Structure
    permits Structures.Unstructured, Structures.NOfM, Structures.Neurons {

  /**
   * Returns the paper's structure: each weight by itself.
   *
   * @return the structure
   */
  static Structure unstructured() {
    return new Structures.Unstructured();
  }

  /**
   * Returns the pattern that keeps the {@code n} highest scores of every {@code m} neighbours along
   * a weight's last dimension, which for linear and recurrent layers is the input (2 of 4 is what
   * Nvidia's sparse tensor cores take: Mishra et al. 2021). Among equal scores the last stay.
   *
   * <p>It fixes the sparsity of every layer at {@code 1 - n / m}. A schedule must therefore be
   * constant or one-shot at that value and the scope {@link Scope#UNIFORM}, and each prunable
   * weight's last dimension must be a multiple of {@code m}: leave out others by pattern.
   *
   * @param n how many of each group stay, 1 or more
   * @param m the size of a group, more than {@code n}, at most 32
   * @return the structure
   * @throws IllegalArgumentException if an argument is outside its range
   */
  static Structure nOfM(int n, int m) {
    return new Structures.NOfM(n, m);
  }

  /**
   * Returns whole neurons, scored by the mean score of their weights.
   *
   * <p>A neuron is one index of a weight's first dimension: a row of a linear layer's {@code
   * (outputs, inputs)}, a filter of a convolution's {@code (filters, channels, ...)}. DJL's
   * recurrent layers stack their gates, {@code (gates * state, inputs)} in {@code i2h_WEIGHT} and
   * {@code (gates * state, state)} in {@code h2h_WEIGHT} with 1 (RNN), 3 (GRU) or 4 (LSTM) gates;
   * there a neuron is one hidden unit, its row in every gate of both matrices. The two matrices
   * count as one layer and must be pruned or left out together.
   *
   * <p>A target is a share of the weights, of which as many whole neurons go as fit in it. The last
   * neuron of a layer is never pruned. Biases stay, as always: a pruned neuron gives what its bias
   * gives.
   *
   * @return the structure
   */
  static Structure neurons() {
    return new Structures.Neurons();
  }
}
