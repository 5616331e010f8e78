package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.patchtst.ForecasterDropout;
import org.synprune.pruning.Placement;
import org.synprune.pruning.dropout.CounterMask;
import org.synprune.pruning.dropout.DeviceMasks;

/**
 * Dropout of networks whose factors depend on seed, pass, place and number alone. The places of a
 * pass lie in one row of blocks; on a device, all of a pass are drawn at once.
 */
final class CountedDropout implements ForecasterDropout.Counted {

  /** Of networks that keep all. */
  private final CounterMask none = new CounterMask(0, 0);

  private final List<CounterMask> masks = new ArrayList<>();

  /** Networks up to the last one that drops. */
  private final int dropping;

  private final @Nullable DeviceMasks onDevice;

  /** Blocks of a whole pass, by its first place. */
  private final Map<Size, Integer> blocksOfPass = new HashMap<>();

  private @Nullable Size first;
  private @Nullable NDArray drawn;
  private int drawnBlocks;
  private int blocks;

  private record Size(int rows, int length) {}

  /**
   * Begins before the first pass.
   *
   * @param sources masks, or none
   * @param placement where factors are drawn
   * @param manager owns what is kept on the device
   */
  CountedDropout(List<DropoutSource> sources, Placement placement, NDManager manager) {
    int last = 0;
    for (DropoutSource source : sources) {
      boolean drops = source instanceof DropoutSource.Counted;
      masks.add(source instanceof DropoutSource.Counted counted ? counted.mask() : none);
      last = drops ? masks.size() : last;
    }
    dropping = last;
    onDevice =
        switch (placement) {
          case HOST -> null;
          case DEVICE -> new DeviceMasks(manager, masks.subList(0, dropping));
        };
  }

  /** Goes on to the next pass. */
  void nextPass() {
    if (onDevice != null) {
      onDevice.next();
    }
    for (CounterMask mask : masks) {
      if (mask != none) {
        mask.next();
      }
    }
    if (first != null) {
      blocksOfPass.put(first, blocks);
    }
    first = null;
    drawn = null;
    blocks = 0;
  }

  @Override
  public ForecasterDropout.Place next(int rows, int length) {
    Size size = new Size(rows, length);
    if (first == null) {
      first = size;
    }
    BlockPlace place = new BlockPlace(size, blocks);
    blocks = place.end();
    return place;
  }

  /** A place that begins with a block; so does each of its rows. */
  private final class BlockPlace implements ForecasterDropout.Place {

    private final Size size;
    private final int begin;
    private final int perRow;

    BlockPlace(Size size, int begin) {
      this.size = size;
      this.begin = begin;
      perRow = CounterMask.blocks(size.length());
    }

    int end() {
      return begin + size.rows() * perRow;
    }

    @Override
    public void draw(int network, int row, int from, float[] to, int n) {
      CounterMask mask = masks.get(network);
      if (mask == none) {
        Arrays.fill(to, 0, n, 1);
      } else {
        mask.draw(begin + row * perRow, from, to, n);
      }
    }

    @Override
    public float kept(int network) {
      return masks.get(network).scale();
    }

    @Override
    public NDArray factors(NDManager scope) {
      return onDevice == null ? onHost(scope) : onDevice(scope, onDevice);
    }

    private NDArray onHost(NDManager scope) {
      NDArray factors = scope.create(new Shape(masks.size(), size.rows(), size.length()));
      FloatBuffer memory = factors.toByteBuffer(true).asFloatBuffer();
      float[] row = new float[size.length()];
      for (int network = 0; network < masks.size(); network++) {
        for (int i = 0; i < size.rows(); i++) {
          draw(network, i, 0, row, row.length);
          memory.put(row);
        }
      }
      return factors;
    }

    private NDArray onDevice(NDManager scope, DeviceMasks device) {
      if (drawn == null || drawnBlocks < end()) {
        drawnBlocks = Math.max(end(), blocksOfPass.getOrDefault(first, 0));
        drawn = device.draw(scope, drawnBlocks);
      }
      long block = CounterMask.BLOCK;
      NDArray rows =
          drawn
              .get(scope, new NDIndex(":, {}:{}", begin * block, end() * block))
              .reshape(dropping, size.rows(), perRow * block)
              .get(new NDIndex(":, :, 0:{}", size.length()));
      int others = masks.size() - dropping;
      return others == 0
          ? rows
          : rows.concat(scope.ones(new Shape(others, size.rows(), size.length())));
    }
  }
}
