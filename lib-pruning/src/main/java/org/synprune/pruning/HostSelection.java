package org.synprune.pruning;

import java.util.Arrays;
import java.util.List;

/**
 * Selects the weights with the smallest keys in main memory, after Floyd and Rivest (1975). A
 * sample gives two keys between which the last selected one most likely lies. One pass marks the
 * weights below both, and collects those between; only the latter are then looked at one by one. If
 * the last key turns out to lie elsewhere, the range becomes wider, and in the end everything.
 *
 * <p>The pass is written so that the compiler vectorises it: loops without branches that write one
 * array.
 */
final class HostSelection {

  private static final int WIDTH = Bits.WIDTH;
  private static final int SAMPLES_AT_ONCE = 32;

  /** The number of weights from which on a sample pays off. */
  private static final int MANY = 1024;

  /** Standard deviations: one sample in 80 misleads. */
  private static final double NARROW = 2.5;

  /** What is tried next: also right for many samples of weights that aren't alike everywhere. */
  private static final double WIDE = 12;

  private final int[][] keyRows = new int[Bits.ROWS][];
  private final int[] hits = new int[WIDTH];

  /** One word for each column of the current chunk. */
  private final int[] between = new int[WIDTH];

  /** The keys in the bracket, in the order of layers, chunks and columns. */
  private int[] collected = new int[WIDTH];

  /** Where in their chunk these are: 32 times the column, and the row. */
  private int[] places = new int[WIDTH];

  private int found;
  private int below;
  private boolean nan;

  /** A layer whose weights compete with those of others. */
  static final class Layer {

    private final SortKeys keys;
    private final Bits active;

    /** All bits if pruned weights are selected from, no bits if active ones. */
    private final int flip;

    private final Bits selected;

    /** How many keys had been collected after each chunk. */
    private final int[] collectedEnds;

    /**
     * Lets a layer take part.
     *
     * @param active isn't changed
     * @param ofPruned whether pruned weights are selected from, instead of active ones
     */
    Layer(SortKeys keys, Bits active, boolean ofPruned) {
      this.keys = keys;
      this.active = active;
      this.flip = ofPruned ? Integer.MAX_VALUE : 0;
      this.selected = new Bits(active.size());
      this.collectedEnds = new int[active.chunks()];
    }

    /** Returns what is selected. */
    Bits selected() {
      return selected;
    }

    /** Returns the same layer with fewer weights to select from. */
    Layer among(Bits candidates) {
      return new Layer(keys, candidates, false);
    }
  }

  /**
   * Returns whether any key looked at since the last call was that of NaN; what was selected is
   * then worthless.
   */
  boolean sawNan() {
    boolean saw = nan;
    nan = false;
    return saw;
  }

  /**
   * Selects the weights with the {@code wanted} smallest keys, by the count rule; among equal keys
   * the first.
   *
   * @param of the number of weights to select from, at least {@code wanted}
   */
  void select(List<Layer> layers, int of, int wanted, CountRule rule) {
    if (wanted == 0) {
      collect(layers, Bracket.NOTHING);
      return;
    }
    Bracket bracket = bracket(layers, (double) wanted / of, NARROW);
    collect(layers, bracket);
    if (isElsewhere(wanted)) {
      bracket = bracket(layers, (double) wanted / of, WIDE);
      collect(layers, bracket);
    }
    if (isElsewhere(wanted)) {
      bracket = Bracket.EVERYTHING;
      collect(layers, bracket);
    }
    var rank = Rank.of(wanted - below, collected, found, bracket);
    if (rule == CountRule.THRESHOLD) {
      resolve(layers, rank.key());
    } else if (rank.ties() == rank.equal()) {
      resolve(layers, rank.key() + 1);
    } else {
      resolve(layers, rank.key());
      selectFirst(rank.ties(), rank.key(), layers);
    }
  }

  /** Returns whether the last key to be selected isn't among those collected. */
  private boolean isElsewhere(int wanted) {
    return wanted <= below || wanted > below + found;
  }

  private Bracket bracket(List<Layer> layers, double quantile, double deviations) {
    int size = layers.stream().mapToInt(layer -> layer.active.size()).sum();
    if (size < MANY) {
      return Bracket.EVERYTHING;
    }
    int spacing = (int) (SAMPLES_AT_ONCE * Math.cbrt(size) / 1.5);
    int[] sample = new int[size / spacing * SAMPLES_AT_ONCE + SAMPLES_AT_ONCE * layers.size()];
    int n = 0;
    int next = 0;
    for (Layer layer : layers) {
      int end = layer.active.size();
      for (; next < end; next += spacing) {
        n = sample(layer, next / SAMPLES_AT_ONCE * SAMPLES_AT_ONCE, sample, n);
      }
      next -= end;
    }
    return Bracket.around(quantile, deviations, sample, n);
  }

  /** Adds the keys of neighbours in a row to a sample; returns its new length. */
  private int sample(Layer layer, int at, int[] sample, int n) {
    int length = Math.min(SAMPLES_AT_ONCE, layer.active.size() - at);
    layer.keys.read(at, hits, length);
    int[] words = layer.active.words(at / Bits.CHUNK);
    int column = at % WIDTH;
    int row = at / WIDTH % Bits.ROWS;
    int taken = n;
    for (int i = 0; i < length; i++) {
      sample[taken] = hits[i];
      taken += (words[column + i] ^ layer.flip) >>> row & 1;
    }
    return taken;
  }

  private void collect(List<Layer> layers, Bracket bracket) {
    found = 0;
    below = 0;
    for (Layer layer : layers) {
      layer.selected.clear();
      for (int chunk = 0; chunk < layer.active.chunks(); chunk++) {
        collect(layer, chunk, bracket);
        layer.collectedEnds[chunk] = found;
      }
    }
  }

  private void collect(Layer layer, int chunk, Bracket bracket) {
    int[] selected = layer.selected.words(chunk);
    int width = selected.length;
    Arrays.fill(between, 0, width, 0);
    int at = chunk * Bits.CHUNK;
    int end = Math.min(layer.active.size(), at + Bits.CHUNK);
    for (int row = 0; at < end; at += WIDTH, row++) {
      int n = Math.min(WIDTH, end - at);
      int[] keys = keyRow(row);
      layer.keys.read(at, keys, n);
      mark(selected, keys, bracket.begin(), row, n);
      markNan(between, keys, bracket.end(), row, n);
    }
    int[] active = layer.active.words(chunk);
    nan |= anyNegative(between, width);
    and(selected, active, layer.flip, width);
    and(between, active, layer.flip, width);
    Bits.xor(between, selected, width);
    below += Bits.count(selected, width);
    take(width);
  }

  private int[] keyRow(int row) {
    if (keyRows[row] == null) {
      keyRows[row] = new int[WIDTH];
    }
    return keyRows[row];
  }

  /** Sets a bit of the words where a key lies below the end of a bracket. */
  private static void mark(int[] words, int[] keys, int end, int row, int n) {
    for (int i = 0; i < n; i++) {
      words[i] |= ((keys[i] >> 1) - end) >>> 31 << row;
    }
  }

  /** As {@link #mark}, and makes a word negative where a key is that of NaN. */
  private static void markNan(int[] words, int[] keys, int end, int row, int n) {
    for (int i = 0; i < n; i++) {
      int valid = SortKeys.LARGEST - (keys[i] ^ keys[i] >> 31);
      words[i] |= (((keys[i] >> 1) - end) >>> 31 << row) | (valid & Integer.MIN_VALUE);
    }
  }

  private static boolean anyNegative(int[] words, int n) {
    int any = 0;
    for (int i = 0; i < n; i++) {
      any |= words[i];
    }
    return any < 0;
  }

  private static void and(int[] words, int[] active, int flip, int n) {
    for (int i = 0; i < n; i++) {
      words[i] &= active[i] ^ flip;
    }
  }

  /** Collects the marked keys of the current chunk. */
  private void take(int width) {
    int end = found + Bits.count(between, width);
    if (collected.length < end) {
      collected = Arrays.copyOf(collected, Math.max(2 * collected.length, end));
      places = Arrays.copyOf(places, collected.length);
    }
    int hit = 0;
    for (int i = 0; i < width; i++) {
      hits[hit] = i;
      hit += (between[i] | -between[i]) >>> 31;
    }
    for (int h = 0; h < hit; h++) {
      int i = hits[h];
      for (int left = between[i]; left != 0; left &= left - 1) {
        int row = Integer.numberOfTrailingZeros(left);
        collected[found] = keyRows[row][i];
        places[found++] = i * Integer.SIZE + row;
      }
    }
  }

  /** Selects the collected keys that are less than a key. */
  private void resolve(List<Layer> layers, int end) {
    int next = 0;
    for (Layer layer : layers) {
      for (int chunk = 0; chunk < layer.collectedEnds.length; chunk++) {
        int[] selected = layer.selected.words(chunk);
        for (; next < layer.collectedEnds[chunk]; next++) {
          int isLess = (int) (((long) collected[next] - end) >>> 63);
          selected[places[next] >>> 5] |= isLess << places[next];
        }
      }
    }
  }

  /** Selects the first weights with a key. */
  private void selectFirst(int count, int key, List<Layer> layers) {
    int left = count;
    int[] keys = keyRow(0);
    for (Layer layer : layers) {
      for (int at = 0; at < layer.active.size() && left > 0; at += WIDTH) {
        int n = Math.min(WIDTH, layer.active.size() - at);
        layer.keys.read(at, keys, n);
        for (int i = 0; i < n && left > 0; i++) {
          if (keys[i] == key && ((layer.active.get(at + i) ^ layer.flip) & 1) == 1) {
            layer.selected.set(at + i);
            left--;
          }
        }
      }
    }
  }
}
