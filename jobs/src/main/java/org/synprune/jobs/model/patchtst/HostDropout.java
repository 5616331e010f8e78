package org.synprune.jobs.model.patchtst;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Dropout at one place between products: part by part, on the host. */
final class HostDropout {

  private final ForecasterDropout dropout;
  private final TokenLoops loops;
  private final Shape perNetwork;
  private final int width;
  private final int windows;
  private final int patches;
  private final int perNetworkCount;
  private final boolean remembers;
  private final float[] factors;
  private final float[] before;
  private ForecasterDropout.@Nullable Place place;
  private @Nullable NDArray drawn;
  private @Nullable FloatBuffer factorMemory;
  private @Nullable FloatBuffer beforeMemory;
  private @Nullable FloatBuffer slopeMemory;

  /**
   * Begins a place.
   *
   * @param dropout what is dropped
   * @param loops of the pass
   * @param width a token's numbers
   * @param remembers whether the way back needs to know what was dropped; else it is known by
   *     zeros, which have no slope
   */
  HostDropout(ForecasterDropout dropout, TokenLoops loops, long width, boolean remembers) {
    this.dropout = dropout;
    this.loops = loops;
    this.remembers = remembers;
    perNetwork = loops.shape().dropped(width);
    this.width = Math.toIntExact(width);
    windows = Math.toIntExact(loops.shape().windows());
    patches = Math.toIntExact(loops.shape().patches());
    perNetworkCount = windows * patches * this.width;
    factors = loops.scratch(11);
    before = loops.scratch(6);
  }

  /** Draws for all tokens. */
  void begin(NDArray like) {
    if (!dropout.any()) {
      return;
    }
    ForecasterDropout.Counted counted = dropout.counted();
    if (counted != null) {
      place = counted.next(1, perNetworkCount);
      factorMemory = remembers ? TokenLoops.memory(loops.empty(like)) : null;
      return;
    }
    drawn = dropout.factors(like.getManager(), perNetwork);
    factorMemory = TokenLoops.memory(drawn);
    if (dropout.learns()) {
      beforeMemory = TokenLoops.memory(like.getManager().create(drawn.getShape()));
    }
  }

  /** Drops a part; changes the values. */
  void forward(float[] values, int from, int n) {
    if (!any()) {
      return;
    }
    if (place != null) {
      draw(place, from, n);
      if (factorMemory != null) {
        factorMemory.put(from, factors, 0, n);
      }
    } else {
      if (beforeMemory != null) {
        beforeMemory.put(from, values, 0, n);
      }
      readFactors(factorMemory, from, n);
    }
    TokenLoops.multiply(values, factors, n);
  }

  private void draw(ForecasterDropout.Place from, int first, int n) {
    from.draw(first / perNetworkCount, 0, first % perNetworkCount, factors, n);
  }

  private void readFactors(FloatBuffer memory, int from, int n) {
    if (place != null) {
      memory.get(from, factors, 0, n);
      return;
    }
    for (int i = 0; i < n; i += width) {
      memory.get(windowsFirst(from + i), factors, i, width);
    }
  }

  /** Where a token's factors begin: they were drawn window by window. */
  private int windowsFirst(int from) {
    int token = from / width;
    int tokens = windows * patches;
    int place = token % tokens;
    int drawnAs = place % windows * patches + place / windows;
    return (token - place + drawnAs) * width;
  }

  /**
   * Adds a bias to a part, rectifies it and drops some of it; changes the values.
   *
   * @param values the part's
   * @param bias of each value
   * @param from where the part begins
   * @param n its length
   */
  void rectified(float[] values, float[] bias, int from, int n) {
    if (place == null) {
      TokenLoops.rectified(values, bias, n);
      forward(values, from, n);
    } else {
      draw(place, from, n);
      TokenLoops.rectified(values, bias, factors, n);
    }
  }

  /**
   * What slopes of a part are still to be multiplied with where they aren't 0, after {@link
   * #backward}: the factor of what was kept, if nobody remembers which factor was whose.
   */
  float left(int from) {
    return place == null || remembers ? 1 : place.kept(from / perNetworkCount);
  }

  /** Whether anything was dropped. */
  boolean any() {
    return place != null || drawn != null;
  }

  /** Makes ready to go back. */
  void beginBack(IdentityHashMap<NDArray, NDArray> slopes) {
    if (drawn != null && dropout.learns()) {
      NDArray slope = drawn.getManager().create(drawn.getShape());
      slopes.put(drawn, slope);
      slopeMemory = TokenLoops.memory(slope);
    }
  }

  /** Goes back through a part; changes the slopes. */
  void backward(float[] slope, int from, int n) {
    if (factorMemory == null) {
      return;
    }
    if (slopeMemory != null && beforeMemory != null) {
      beforeMemory.get(from, before, 0, n);
      TokenLoops.product(slope, before, factors, n);
      for (int i = 0; i < n; i += width) {
        slopeMemory.put(windowsFirst(from + i), factors, i, width);
      }
    }
    readFactors(factorMemory, from, n);
    TokenLoops.multiply(slope, factors, n);
  }

  /** The part's values before anything was dropped, if they were kept. */
  boolean before(int from, int n, float[] to) {
    if (beforeMemory == null) {
      return false;
    }
    beforeMemory.get(from, to, 0, n);
    return true;
  }
}
