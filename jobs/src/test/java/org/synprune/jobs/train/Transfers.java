package org.synprune.jobs.train;

import ai.djl.Device;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.pruning.Placement;

/**
 * Counts what crosses between main memory and the device in trainings: a process of its own, in
 * which Byteman calls {@link #upload} and {@link #download} wherever the engine would copy, and
 * {@link #enter} and {@link #leave} around what is counted.
 */
public final class Transfers {

  private static final Series SERIES = TestSeries.sine(300, Protocol.STRICT);

  private static final TrainingSettings SHORT =
      new TrainingSettings(4, 32, 1e-3, 32, 0.3, 3, 3, PruningSettings.PAPER);

  private static final int TRIALS = 3;

  private static final Deque<Region> OPEN = new ArrayDeque<>();
  private static final Map<String, Region> MOST = new LinkedHashMap<>();

  /** One run through a part of a training, without the parts within it. */
  private static final class Region {
    private final String name;
    private int uploads;
    private int downloads;

    private Region(String name) {
      this.name = name;
    }
  }

  private Transfers() {}

  /** Begins a part. */
  public static void enter(String region) {
    OPEN.push(new Region(region));
  }

  /** Ends it; the most of all its runs are kept. */
  public static void leave() {
    Region ended = OPEN.pop();
    Region most = MOST.computeIfAbsent(ended.name, Region::new);
    most.uploads = Math.max(most.uploads, ended.uploads);
    most.downloads = Math.max(most.downloads, ended.downloads);
  }

  /** Numbers go to the device. */
  public static void upload() {
    if (!OPEN.isEmpty()) {
      OPEN.peek().uploads++;
    }
  }

  /** Numbers come from the device, for which the host waits. */
  public static void download() {
    if (!OPEN.isEmpty()) {
      OPEN.peek().downloads++;
    }
  }

  /** Trains each network with each arm and prints a line for each part of a training. */
  public static void main(String[] args) {
    for (Architecture architecture : Architecture.builtIn()) {
      for (Regulariser arm : Regulariser.values()) {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= TRIALS; seed++) {
          trials.add(new Trial("sine", Protocol.STRICT, architecture, 9, arm, seed, SHORT));
        }
        MOST.clear();
        new TrialTrainer(Device.cpu(), Placement.DEVICE, StackSizes.of(TRIALS), new StackLimits())
            .train(trials, SERIES);
        MOST.forEach(
            (region, most) ->
                System.out.printf(
                    Locale.ROOT,
                    "transfers %s %s %s %d %d%n",
                    architecture.id(),
                    arm.id(),
                    region,
                    most.uploads,
                    most.downloads));
      }
    }
  }
}
