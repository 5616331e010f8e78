package org.synprune.pruning;

/** The structures that {@link Structure}'s factory methods return. */
final class BuiltInStructures {

  private static final int LARGEST_GROUP = 32;

  private BuiltInStructures() {}

  record Unstructured() implements Structure {}

  record NOfM(int n, int m) implements Structure {
    NOfM {
      if (n < 1 || m <= n || m > LARGEST_GROUP) {
        throw new IllegalArgumentException(
            "N:M must keep at least 1 and prune at least 1 of at most "
                + LARGEST_GROUP
                + " weights, but keeps "
                + n
                + " of "
                + m
                + ".");
      }
    }

    double sparsity() {
      return 1 - (double) n / m;
    }

    /** Returns whether a sparsity equals the pattern's, up to rounding. */
    boolean hasSparsity(double sparsity) {
      return Math.abs(sparsity - sparsity()) < 1e-6;
    }

    @Override
    public String toString() {
      return n + ":" + m;
    }
  }

  record Neurons() implements Structure {}
}
