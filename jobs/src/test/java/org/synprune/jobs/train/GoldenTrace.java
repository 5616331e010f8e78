package org.synprune.jobs.train;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.pruning.Preset;

/** A training that PyTorch did, as {@code src/test/python/make_traces.py} wrote it. */
final class GoldenTrace {

  private static final int LOOKBACK = 0;
  private static final int FEATURES = 1;
  private static final int HIDDEN = 2;
  private static final int EPOCHS = 3;
  private static final int BATCH = 4;
  private static final int ROWS = 5;
  private static final int LOW = 6;
  private static final int HIGH = 7;
  private static final int WARMUP = 8;
  private static final int EVERY = 9;
  private static final int RATE = 10;
  private static final int HORIZON = 11;

  /** Rows that are left to test, if anchored. */
  private static final int TESTED = 5;

  final double[] losses;
  final double[] gradientNorms;
  final double[] thresholds;
  final double[] norms;
  final double[] checksums;
  final double[] validation;
  final float[] initial;
  final int[] layers;
  private final double[] settings;
  private final float[] table;
  private final int[] orders;
  private final byte[] masks;
  private final int[] snapshotSteps;
  private final float[] snapshots;
  private final BitSet determined = new BitSet();
  private final Protocol protocol;

  private GoldenTrace(NpzFile file, Protocol protocol) {
    this.protocol = protocol;
    settings = file.doubles("settings");
    table = file.floats("series");
    initial = file.floats("initial");
    byte[] windows = file.bytes("orders");
    orders = new int[windows.length];
    Arrays.setAll(orders, i -> windows[i] & 0xff);
    losses = file.doubles("loss");
    gradientNorms = file.doubles("gradient_norm");
    thresholds = file.doubles("threshold");
    norms = file.doubles("norm");
    checksums = file.doubles("checksum");
    validation = file.doubles("validation");
    masks = file.has("masks") ? file.bytes("masks") : null;
    snapshotSteps = file.ints("snapshot_steps");
    snapshots = file.floats("snapshots");
    layers = file.ints("layers");
    byte[] flags = file.bytes("determined");
    int start = 0;
    for (int i = 0; i < layers.length; i++) {
      determined.set(start, start + layers[i], flags[i] != 0);
      start += layers[i];
    }
  }

  static GoldenTrace read(String name) {
    try (NpzFile file = new NpzFile("/golden/" + name + ".npz")) {
      return new GoldenTrace(
          file, name.contains("-anchored-") ? Protocol.ANCHORED : Protocol.PAPER);
    }
  }

  int setting(int index) {
    return (int) settings[index];
  }

  Trial trial(Architecture architecture, Regulariser regulariser, Preset preset) {
    PruningSettings pruning =
        new PruningSettings(preset, settings[LOW], settings[HIGH], setting(WARMUP), setting(EVERY));
    TrainingSettings training =
        new TrainingSettings(
            setting(EPOCHS),
            setting(BATCH),
            settings[RATE],
            setting(HIDDEN),
            0,
            1,
            setting(EPOCHS),
            pruning);
    return new Trial(
        "golden",
        protocol,
        architecture,
        setting(LOOKBACK),
        ArmSpec.of(regulariser),
        0,
        training,
        Variant.NONE.withHorizon(settings.length > HORIZON ? setting(HORIZON) : 1));
  }

  Series series() {
    int rows = setting(ROWS);
    int width = setting(FEATURES);
    float[] features = new float[rows * width];
    float[] target = new float[rows];
    double[] raw = new double[rows];
    boolean[] observed = new boolean[rows];
    for (int t = 0; t < rows; t++) {
      System.arraycopy(table, t * (width + 1), features, t * width, width);
      target[t] = table[t * (width + 1) + width];
      raw[t] = target[t];
      observed[t] = true;
    }
    boolean anchored = protocol == Protocol.ANCHORED;
    int trained = orders.length / setting(EPOCHS);
    SeriesInfo info =
        new SeriesInfo(
            "golden",
            protocol,
            anchored
                ? List.of("target", "target_lag_2", "drive", "noise")
                : List.of("value", "drive", "noise", "faint"),
            "target",
            "irregular",
            rows,
            setting(LOOKBACK),
            anchored ? setting(LOOKBACK) + trained : rows,
            anchored ? rows - TESTED : rows,
            0,
            1,
            "0".repeat(64),
            String.format("%064x", Arrays.hashCode(table)),
            false);
    return new Series(info, features, target, raw, new int[rows], observed);
  }

  Replay replay() {
    return new Replay(initial, orders, setting(LOOKBACK));
  }

  int steps() {
    return losses.length;
  }

  /** Whether the loss depends on a parameter at all: not on the bias of the attention's keys. */
  boolean isDetermined(int parameter) {
    return determined.get(parameter);
  }

  /** What was pruned after a step, counted from 1; nothing if the training doesn't prune. */
  BitSet pruned(int step) {
    if (masks == null) {
      return new BitSet();
    }
    int bytes = masks.length / steps();
    return BitSet.valueOf(Arrays.copyOfRange(masks, (step - 1) * bytes, step * bytes));
  }

  /** All weights after a step, counted from 1; nothing where they were not kept. */
  float[] weights(int step) {
    int at = Arrays.binarySearch(snapshotSteps, step);
    int size = initial.length;
    return at < 0 ? new float[0] : Arrays.copyOfRange(snapshots, at * size, (at + 1) * size);
  }
}
