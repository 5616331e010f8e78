package org.synprune.bench;

import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.SoakSamples.Sample;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.Spread;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.process.ProcessMemory;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

/** Whether memory grows while one process trains small trials one after another. */
final class SoakBenchmark implements Benchmark {

  private static final int LOOKBACK = 7;
  private static final int TRIALS = 4;
  private static final double SAMPLE_SECONDS = 10;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    SoakSamples samples = new SoakSamples();
    OwnSteps own = options.own(TRIALS);
    long start = System.nanoTime();
    double due = 0;
    long calls = 0;
    for (double now = 0; now < options.minutes * 60; now = (System.nanoTime() - start) * 1e-9) {
      own.millis(cell(calls), OwnSteps.LEAST_BATCHES);
      calls++;
      if (now >= due) {
        Sample sample = sample((System.nanoTime() - start) * 1e-9, calls * TRIALS);
        samples.add(sample);
        samples.write(options.out.resolve("soak-samples.csv"));
        options.say(
            "soak %5.0f s %7d trials %.0f MB",
            sample.seconds(), sample.trials(), sample.residentMegabytes());
        due = now + SAMPLE_SECONDS;
      }
    }
    samples.add(sample((System.nanoTime() - start) * 1e-9, calls * TRIALS));
    samples.write(options.out.resolve("soak-samples.csv"));
    sumUp(samples, table);
  }

  /** Every network and arm has its turn. */
  private static TrainingCase cell(long call) {
    List<Architecture> architectures = Architecture.builtIn();
    Regulariser[] regularisers = Regulariser.values();
    int network = (int) (call % architectures.size());
    int arm = (int) (call / architectures.size() % regularisers.length);
    return new TrainingCase(architectures.get(network), LOOKBACK, regularisers[arm]);
  }

  private static Sample sample(double seconds, long trials) {
    Runtime runtime = Runtime.getRuntime();
    return new Sample(
        seconds,
        trials,
        ProcessMemory.residentMegabytes(ProcessHandle.current().pid()),
        (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
  }

  private void sumUp(SoakSamples samples, Consumer<Figure> table) {
    List<Sample> half = samples.secondHalf();
    double[] first = {half.get(0).residentMegabytes()};
    double[] last = {half.get(half.size() - 1).residentMegabytes()};
    table.accept(
        Figure.of(name(), CaseLabels.NONE, "resident at the end / half way", last, first, "MB"));
    table.accept(
        new Figure(
            name(),
            CaseLabels.NONE,
            "slope of resident memory, second half",
            Spread.NONE,
            samples.megabytesPerMinute(),
            Double.NaN,
            "MB/min",
            1,
            ""));
  }
}
