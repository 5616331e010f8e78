package org.synprune.bench.launches;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.sweep.units.Makespan;

/** How long the paper's grid would take on H100 GPUs, and what bounds it. */
public final class GpuEstimate {

  private static final List<Integer> LOOKBACKS = List.of(1, 3, 7, 14, 30, 60);
  private static final List<Integer> SHARES = List.of(1, 4, 8);
  private static final int ARMS = 4;
  private static final int GPUS = 8;

  private static final GpuModel GPU = GpuModel.H100;

  private final int seeds;

  /**
   * Creates an estimate.
   *
   * @param seeds trials of each arm, which are trained side by side
   */
  public GpuEstimate(int seeds) {
    this.seeds = seeds;
  }

  /**
   * Counts and estimates.
   *
   * @param sets the data sets
   * @return tables in Markdown
   */
  public String of(List<SeriesInfo> sets) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "| network | lookback | kernels a step | views | copies | GPU, ms | host, ms | a mask"
            + " update: kernels, copies |");
    line(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    List<PlaceDemand> places = new ArrayList<>();
    for (Architecture network : Architecture.builtIn()) {
      for (int lookback : LOOKBACKS) {
        Map<TrainingPart, Demand> counted = counted(network, lookback);
        Demand step = counted.get(TrainingPart.STEP).scaled(1, 1, 1);
        Demand update = counted.get(TrainingPart.UPDATE).scaled(1, 1, 1);
        line(
            text,
            "| %s | %d | %d | %d | %d | %.2f | %.2f | %d, %d |",
            network.id(),
            lookback,
            step.launches(),
            step.views(),
            step.transfers(),
            step.gpuMicros() * 1e-3,
            step.hostMicros(GPU) * 1e-3,
            update.launches(),
            update.transfers());
        for (SeriesInfo info : sets) {
          places.add(PlaceDemand.of(info, network, lookback, counted));
        }
      }
    }
    byDataset(text, sets, places);
    total(text, places);
    return text.toString();
  }

  private void byDataset(StringBuilder text, List<SeriesInfo> sets, List<PlaceDemand> places) {
    line(text, "");
    line(text, "Minutes of one process on one H100, and the share in which the GPU works:");
    line(text, "");
    line(text, "| | RNN | LSTM | PatchTST |");
    line(text, "| --- | ---: | ---: | ---: |");
    for (SeriesInfo info : sets) {
      StringBuilder row = new StringBuilder("| " + info.dataset());
      for (Architecture network : Architecture.builtIn()) {
        List<PlaceDemand> some =
            places.stream()
                .filter(
                    one -> one.network().equals(network) && one.dataset().equals(info.dataset()))
                .toList();
        double wall = some.stream().mapToDouble(one -> one.wallSeconds(GPU)).sum();
        double gpu = some.stream().mapToDouble(PlaceDemand::gpuSeconds).sum();
        row.append(String.format(Locale.ROOT, " | %.1f (%.0f%%)", wall / 60, 100 * gpu / wall));
      }
      line(text, "%s", row + " |");
    }
  }

  private void total(StringBuilder text, List<PlaceDemand> places) {
    double[] walls = places.stream().mapToDouble(one -> one.wallSeconds(GPU)).toArray();
    double wall = Arrays.stream(walls).sum();
    double gpu = places.stream().mapToDouble(PlaceDemand::gpuSeconds).sum();
    double copies =
        places.stream().mapToDouble(one -> one.whole().transfers()).sum() * GPU.waitMicros() * 1e-6;
    line(text, "");
    line(
        text,
        "All %d trials: the GPU works for %.2f h; one process takes %.2f h, of which it waits for"
            + " copies %.1f%%.",
        places.size() * ARMS * seeds,
        gpu / 3600,
        wall / 3600,
        100 * copies / wall);
    line(text, "");
    line(text, "| processes on a GPU | one H100 | the GPU waits | eight H100 |");
    line(text, "| ---: | ---: | ---: | ---: |");
    for (int share : SHARES) {
      double one = Math.max(gpu, wall / share);
      line(
          text,
          "| %d | %.2f h | %.0f%% | %.2f h |",
          share,
          one / 3600,
          100 * (1 - gpu / one),
          makespan(walls, gpu, GPUS, share) / 3600);
    }
  }

  /**
   * How long work takes, longest first, each to the process that is free first; a GPU can do no
   * more than work all the time.
   *
   * @param walls seconds that a process takes for each place
   * @param gpu seconds that a GPU works for all of them
   * @param gpus how many there are
   * @param share processes on each
   */
  static double makespan(double[] walls, double gpu, int gpus, int share) {
    double[] longestFirst =
        Arrays.stream(walls).map(one -> -one).sorted().map(one -> -one).toArray();
    return Math.max(Makespan.of(longestFirst, gpus * share), gpu / gpus);
  }

  /** What a short training of a place asks for, by its parts. */
  Map<TrainingPart, Demand> counted(Architecture network, int lookback) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path rules = Files.writeString(folder.path().resolve("rules.btm"), LaunchRules.text());
      ChildRun run =
          ChildRun.of(
              ChildJvm.command(
                  List.of("-javaagent:" + byteman() + "=script:" + rules),
                  LaunchChild.class,
                  network.id(),
                  Integer.toString(lookback),
                  Integer.toString(seeds)));
      Map<TrainingPart, Demand> demands = new EnumMap<>(TrainingPart.class);
      for (String said : run.output().lines().toList()) {
        if (said.startsWith(LaunchChild.START)) {
          String[] words = said.substring(LaunchChild.START.length()).split(" ", 2);
          demands.put(TrainingPart.of(words[0]), Demand.of(words[1]));
        }
      }
      if (demands.size() < TrainingPart.values().length) {
        throw new IllegalStateException("expected all parts of a training in:\n" + run.output());
      }
      return demands;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path byteman() {
    try {
      return Path.of(
          Class.forName("org.jboss.byteman.agent.Main")
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI());
    } catch (ReflectiveOperationException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
