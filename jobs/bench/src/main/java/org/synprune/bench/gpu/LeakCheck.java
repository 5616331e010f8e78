package org.synprune.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.bench.process.ProcessMemory;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.outcome.TrialOutcome.Completed;
import org.synprune.pruning.Preset;

/** Whether memory of the machine or of the device grows as one training follows another. */
final class LeakCheck implements Check {

  private static final int LOOKBACK = 9;
  private static final int TRIALS = 2;
  private static final int EPOCHS = 4;

  /** Small networks and batches: what is looked for is what a step leaves behind. */
  private static final TrainingSettings SMALL =
      new TrainingSettings(
          EPOCHS, 16, 1e-3, 32, 0.3, 1, EPOCHS, new PruningSettings(Preset.PAPER, 0.3, 0.7, 1, 5));

  private static final Series SERIES = OwnSteps.series(LOOKBACK, 50);
  private static final int STEPS = EPOCHS * 50 * TrainingCase.BATCH / SMALL.batchSize();

  /** Steps that tell; with them a cell is done before its time. */
  private static final int ENOUGH = 10_000;

  /** Trainings until the caches of allocators are filled and Java has compiled. */
  private static final int SETTLING = 2;

  /** MB that may come and go. */
  private static final double NOISE = 64;

  @Override
  public String name() {
    return "leaks";
  }

  @Override
  public int seconds() {
    return 60;
  }

  /** The heap is no part of what may grow: all of it is resident from the first. */
  @Override
  public List<String> options() {
    return List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
  }

  /**
   * Memory in use, MB.
   *
   * @param host of the machine, by this process
   * @param device of the device, by all processes
   */
  private record Use(double host, double device) {

    static Use now(CheckedDevice on) {
      System.gc(); // arrays that Java has forgotten are freed by their cleaners
      return new Use(
          ProcessMemory.residentMegabytes(ProcessHandle.current().pid()),
          NvidiaSmi.usedMegabytes(on.device()));
    }
  }

  @Override
  public void run(CheckedDevice on) {
    List<TrainingCase> cells = new ArrayList<>();
    for (Regulariser arm : Regulariser.values()) {
      for (Architecture architecture : Architecture.builtIn()) {
        cells.add(new TrainingCase(architecture, LOOKBACK, arm));
      }
    }
    // Those that learn their dropout copy most.
    cells.sort(
        (a, b) -> Boolean.compare(b.regulariser().learnsRate(), a.regulariser().learnsRate()));
    for (int i = 0; i < cells.size(); i++) {
      if (on.hasTimeFor(subject(cells.get(i)), 0)) {
        look(on, cells.get(i), on.left() / (cells.size() - i));
      }
    }
  }

  private static String subject(TrainingCase cell) {
    return cell.architecture().id() + " " + cell.regulariser().id();
  }

  private static void train(CheckedDevice on, TrainingCase cell) {
    List<Trial> trials =
        LongStream.range(0, TRIALS)
            .mapToObj(
                seed ->
                    new Trial(
                        SERIES.info().dataset(),
                        SERIES.info().protocol(),
                        cell.architecture(),
                        LOOKBACK,
                        cell.regulariser(),
                        seed,
                        SMALL))
            .toList();
    if (!on.trainer(TRIALS).train(trials, SERIES).stream().allMatch(Completed.class::isInstance)) {
      throw new IllegalStateException("a trial failed: " + subject(cell));
    }
  }

  private static void look(CheckedDevice on, TrainingCase cell, double seconds) {
    double until = on.left() - seconds;
    for (int i = 0; i < SETTLING; i++) {
      train(on, cell);
    }
    Use before = Use.now(on);
    int taken = 0;
    do {
      train(on, cell);
      taken += STEPS;
    } while (taken < ENOUGH && on.left() > until);
    Use after = Use.now(on);
    double host = after.host() - before.host();
    double device = after.device() - before.device();
    // Where nobody knows the memory, it is not a number, and nothing can be said against it.
    on.found(
        subject(cell),
        Verdict.of(!(host > NOISE) && !(device > NOISE)),
        "%,d steps: the machine's memory %+.0f MB, the device's %s",
        taken,
        host,
        Double.isNaN(device) ? "unknown" : "%+.0f MB".formatted(device));
  }
}
