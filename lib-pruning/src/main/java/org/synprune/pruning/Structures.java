package org.synprune.pruning;

/** The structures behind {@link Structure}'s factories. */
final class Structures {

  private static final int LARGEST_GROUP = 32;

  private Structures() {}

  record Unstructured() implements Structure {}

  record NOfM(int n, int m) implements Structure {
    NOfM {
      if (n < 1 || m <= n || m > LARGEST_GROUP) {
        throw new IllegalArgumentException(
            "N:M keeps 1 or more of at most "
                + LARGEST_GROUP
                + " weights and prunes the others, but keeps "
                + n
                + " of "
                + m
                + ".");
      }
    }

    double sparsity() {
      return 1 - (double) n / m;
    }

    /** Returns whether this is the pattern's sparsity, but for rounding. */
    boolean fixes(double sparsity) {
      return Math.abs(sparsity - sparsity()) < 1e-6;
    }

    @Override
    public String toString() {
      return n + ":" + m;
    }
  }

  record Neurons() implements Structure {}
}
