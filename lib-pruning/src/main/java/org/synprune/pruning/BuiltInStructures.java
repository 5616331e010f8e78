package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

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

  record Blocks(int rows, int columns) implements WeightGroups {
    Blocks {
      if (rows < 1 || columns < 1) {
        throw new IllegalArgumentException(
            "A block must have at least 1 row and 1 column, but has "
                + rows
                + " and "
                + columns
                + ".");
      }
    }

    @Override
    public int[] groupsOf(String path, Shape shape) {
      int width = Math.toIntExact(shape.dimension() == 1 ? shape.get(0) : shape.slice(1).size());
      int across = (width + columns - 1) / columns;
      int[] groups = new int[Math.toIntExact(shape.size())];
      Arrays.setAll(groups, i -> i / width / rows * across + i % width / columns);
      return groups;
    }

    @Override
    public String toString() {
      return rows + "x" + columns;
    }
  }
}
