package org.synprune.pruning;

import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A bit for each weight of a layer, in main memory. Weights are laid out in chunks of 31 rows: a
 * word holds the bits of a chunk's column, its lowest bit that of the first row; the sign is free.
 * So whole rows of numbers become bits, and bits numbers, in loops that the compiler vectorises:
 * those without branches that write one array.
 */
final class Bits {

  /** The length of a row: short enough to stay in the nearest cache. */
  static final int WIDTH = 1024;

  /** How many rows a chunk has. */
  static final int ROWS = Integer.SIZE - 1;

  /** How many weights a chunk has. */
  static final int CHUNK = ROWS * WIDTH;

  private static final int ONE = Float.floatToRawIntBits(1);

  private final int size;
  private final int[][] words;

  /** Creates bits, all 0. */
  Bits(int size) {
    this.size = size;
    words = new int[(size + CHUNK - 1) / CHUNK][];
    Arrays.setAll(words, chunk -> new int[Math.min(WIDTH, size - chunk * CHUNK)]);
  }

  int size() {
    return size;
  }

  int chunks() {
    return words.length;
  }

  /** Returns the words of a chunk, one for each column; they may be changed. */
  int[] words(int chunk) {
    return words[chunk];
  }

  /** Returns a weight's bit, 0 or 1. */
  int get(int at) {
    return words[at / CHUNK][at % WIDTH] >>> (at / WIDTH % ROWS) & 1;
  }

  /** Sets a weight's bit to 1. */
  void set(int at) {
    words[at / CHUNK][at % WIDTH] |= 1 << (at / WIDTH % ROWS);
  }

  void clear() {
    for (int[] chunk : words) {
      Arrays.fill(chunk, 0);
    }
  }

  /** Takes a mask: the bits of 1f or 0f for each weight. */
  void read(IntBuffer mask) {
    clear();
    int[] numbers = new int[WIDTH];
    for (int at = 0; at < size; at += WIDTH) {
      int n = Math.min(WIDTH, size - at);
      mask.get(at, numbers, 0, n);
      pack(words[at / CHUNK], numbers, at / WIDTH % ROWS, n);
    }
  }

  private static void pack(int[] words, int[] numbers, int row, int n) {
    for (int i = 0; i < n; i++) {
      words[i] |= numbers[i] >>> 29 << row;
    }
  }

  /** Writes a mask: the bits of 1f or 0f for each weight. */
  void write(IntBuffer mask) {
    int[] numbers = new int[WIDTH];
    for (int at = 0; at < size; at += WIDTH) {
      int n = Math.min(WIDTH, size - at);
      unpack(numbers, words[at / CHUNK], at / WIDTH % ROWS, n);
      mask.put(at, numbers, 0, n);
    }
  }

  private static void unpack(int[] numbers, int[] words, int row, int n) {
    for (int i = 0; i < n; i++) {
      numbers[i] = -(words[i] >>> row & 1) & ONE;
    }
  }

  /** Changes the bits that are 1 in other bits of the same size. */
  void flip(Bits other) {
    for (int chunk = 0; chunk < words.length; chunk++) {
      xor(words[chunk], other.words[chunk], words[chunk].length);
    }
  }

  /** Changes the first words by others. */
  static void xor(int[] words, int[] others, int n) {
    for (int i = 0; i < n; i++) {
      words[i] ^= others[i];
    }
  }

  int count() {
    int count = 0;
    for (int[] chunk : words) {
      count += count(chunk, chunk.length);
    }
    return count;
  }

  /** Counts the bits in the first words. */
  static int count(int[] words, int n) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += Integer.bitCount(words[i]);
    }
    return count;
  }
}
