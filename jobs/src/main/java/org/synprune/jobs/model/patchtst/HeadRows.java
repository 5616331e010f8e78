package org.synprune.jobs.model.patchtst;

import java.nio.FloatBuffer;

/**
 * Rows of one head, {@code [rows, patches * windows]}. Each is there twice, one behind the other:
 * read from further on, a row begins with a later patch and ends with the one before it.
 */
final class HeadRows {

  private final float[][] twice;
  private final int tokens;

  HeadRows(int rows, int tokens) {
    this.tokens = tokens;
    twice = new float[rows][2 * tokens];
  }

  int rows() {
    return twice.length;
  }

  float[] row(int i) {
    return twice[i];
  }

  /** A row from further on, copied if it has to be: loops begin at 0 in all arrays. */
  float[] from(int i, int on, float[] copy) {
    if (on == 0) {
      return twice[i];
    }
    System.arraycopy(twice[i], on, copy, 0, tokens);
    return copy;
  }

  /** Reads rows that lie one behind the other. */
  void get(FloatBuffer memory, int at) {
    for (int i = 0; i < twice.length; i++) {
      memory.get(at + i * tokens, twice[i], 0, tokens);
      repeat(i);
    }
  }

  /** The same, plus one number for each row. */
  void get(FloatBuffer memory, int at, float[] plus, int first) {
    for (int i = 0; i < twice.length; i++) {
      memory.get(at + i * tokens, twice[i], 0, tokens);
      add(twice[i], plus[first + i], tokens);
      repeat(i);
    }
  }

  private void repeat(int i) {
    System.arraycopy(twice[i], 0, twice[i], tokens, tokens);
  }

  private static void add(float[] row, float number, int n) {
    for (int i = 0; i < n; i++) {
      row[i] += number;
    }
  }

  /** Writes each row once. */
  void put(FloatBuffer memory, int at) {
    for (int i = 0; i < twice.length; i++) {
      memory.put(at + i * tokens, twice[i], 0, tokens);
    }
  }

  /** Writes the sum of each row. */
  void sums(float[] to, int first) {
    for (int i = 0; i < twice.length; i++) {
      to[first + i] = TokenLoops.sum(twice[i], 0, tokens);
    }
  }

  /** Takes another's rows, each so that it begins at the row's number times some tokens back. */
  void turnBack(HeadRows other, int by) {
    for (int i = 0; i < twice.length; i++) {
      System.arraycopy(other.twice[i], 0, twice[i], i * by, tokens - i * by);
      System.arraycopy(other.twice[i], tokens - i * by, twice[i], 0, i * by);
    }
  }
}
