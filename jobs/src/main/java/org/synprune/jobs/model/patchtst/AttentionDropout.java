package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Dropout of the shares of attention, on the host. */
final class AttentionDropout {

  private final TokenShape shape;
  private final ForecasterDropout dropout;
  private final int heads;
  private final int windows;
  private final int patches;
  private final int size;

  /**
   * One network's factors, {@code [windows, heads, queries, keys]}; or, where each part can be
   * drawn by itself, a head's as its shares lie, {@code [patches further on, patches * windows]}.
   */
  private final float[] factors;

  /** Slopes by one network's factors. */
  private final float[] slopes;

  private final float[] row;
  private final float[] slopeRow;
  private final ForecasterDropout.@Nullable Counted counted;
  private ForecasterDropout.@Nullable Place place;
  private int network;
  private @Nullable NDArray drawn;
  private @Nullable FloatBuffer factorMemory;
  private @Nullable FloatBuffer slopeMemory;

  AttentionDropout(TokenShape shape, ForecasterDropout dropout) {
    this.shape = shape;
    this.dropout = dropout;
    heads = Math.toIntExact(shape.heads());
    windows = Math.toIntExact(shape.windows());
    patches = Math.toIntExact(shape.patches());
    size = windows * heads * patches * patches;
    counted = dropout.counted();
    int drawnAtOnce = counted == null ? size : size / heads;
    factors = new float[dropout.any() ? drawnAtOnce : 0];
    slopes = new float[dropout.learns() ? size : 0];
    row = new float[windows * patches];
    slopeRow = new float[windows * patches];
  }

  void begin(NDManager scope) {
    if (counted != null) {
      place = counted.next(heads, size / heads);
      // As the shares lie: [networks, heads, patches further on, patches * windows].
      Shape all = new Shape(shape.networks() * heads, patches, (long) windows * patches);
      factorMemory = TokenLoops.memory(scope.create(all));
    } else if (dropout.any()) {
      drawn = dropout.factors(scope, shape.droppedShares());
      factorMemory = TokenLoops.memory(drawn);
    }
  }

  void beginBack(IdentityHashMap<NDArray, NDArray> byFactors) {
    if (drawn != null && dropout.learns()) {
      NDArray slope = drawn.getManager().create(drawn.getShape());
      byFactors.put(drawn, slope);
      slopeMemory = TokenLoops.memory(slope);
    }
  }

  void beginNetwork(int next) {
    network = next;
    if (drawn != null && factorMemory != null) {
      factorMemory.get(next * size, factors, 0, size);
    }
  }

  void endNetwork() {
    if (slopeMemory != null) {
      slopeMemory.put(network * size, slopes, 0, size);
    }
  }

  /** Drops a head's shares. */
  void forward(HeadRows shares, int head) {
    if (factorMemory == null) {
      return;
    }
    if (place != null) {
      place.draw(network, head, 0, factors, factors.length);
      factorMemory.put(at(head), factors);
    }
    for (int on = 0; on < patches; on++) {
      readRow(head, on);
      TokenLoops.multiply(shares.row(on), row, row.length);
    }
  }

  /**
   * Goes back through a head.
   *
   * @param shares before any were dropped
   * @param byKept slopes by what was left; become slopes by the shares
   * @param kept takes what was left
   * @param head which one
   */
  void backward(HeadRows shares, HeadRows byKept, HeadRows kept, int head) {
    if (place != null && factorMemory != null) {
      factorMemory.get(at(head), factors);
    }
    for (int on = 0; on < patches; on++) {
      if (factorMemory == null) {
        System.arraycopy(shares.row(on), 0, kept.row(on), 0, row.length);
        continue;
      }
      if (slopeMemory != null) {
        TokenLoops.product(byKept.row(on), shares.row(on), slopeRow, row.length);
        scatter(head, on);
      }
      readRow(head, on);
      TokenLoops.product(shares.row(on), row, kept.row(on), row.length);
      TokenLoops.multiply(byKept.row(on), row, row.length);
    }
  }

  /** Where a head's factors begin, if they lie as its shares do. */
  private int at(int head) {
    return (network * heads + head) * factors.length;
  }

  private void readRow(int head, int on) {
    if (place == null) {
      gather(head, on);
    } else {
      System.arraycopy(factors, on * row.length, row, 0, row.length);
    }
  }

  /** The factors of what each patch has for the one some places on. */
  private void gather(int head, int on) {
    for (int query = 0, to = 0; query < patches; query++) {
      int at = (head * patches + query) * patches + (query + on) % patches;
      for (int window = 0; window < windows; window++) {
        row[to++] = factors[at];
        at += heads * patches * patches;
      }
    }
  }

  private void scatter(int head, int on) {
    for (int query = 0, from = 0; query < patches; query++) {
      int at = (head * patches + query) * patches + (query + on) % patches;
      for (int window = 0; window < windows; window++) {
        slopes[at] = slopeRow[from++];
        at += heads * patches * patches;
      }
    }
  }
}
