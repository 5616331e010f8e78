package org.synprune.bench;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.process.ChildRun;
import org.synprune.bench.process.TemporaryFolder;
import org.synprune.bench.score.PredictorChild;
import org.synprune.bench.score.TransformerChild;
import org.synprune.bench.steps.OwnSteps;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.saved.ModelStore;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.jobs.train.outcome.TrainedModel;

/**
 * Forecasts a second: the transformer on one core and on two, as it is by default and from windows
 * in Spark's memory, against DJL's predictor on the plain block, one thread, in batches of the size
 * that suits it best. Each party in a process of its own, turn by turn; loading and warming up are
 * left out.
 */
final class ScoreBenchmark implements Benchmark {

  @Override
  public String name() {
    return "score";
  }

  @Override
  public void run(BenchOptions options, Consumer<Figure> table) {
    List<TrainingCase> cells = options.plainCells();
    try (TemporaryFolder folder = new TemporaryFolder()) {
      List<String> args = new ArrayList<>();
      for (TrainingCase cell : cells) {
        args.add(saved(folder.path(), cell).toString());
      }
      List<double[]> predictor = new ArrayList<>();
      List<double[]> one = new ArrayList<>();
      List<double[]> two = new ArrayList<>();
      for (int round = 0; round < options.rounds; round++) {
        predictor.add(perSecond(1, PredictorChild.class, args));
        one.add(perSecond(1, TransformerChild.class, args));
        two.add(perSecond(2, TransformerChild.class, args));
        options.say("score: round %d of %d", round + 1, options.rounds);
      }
      for (int i = 0; i < cells.size(); i++) {
        CaseLabels place = CaseLabels.of(cells.get(i));
        double[] loop = column(predictor, i);
        table.accept(
            Figure.of(
                name(), place, "local[1] / DJL Predictor", column(one, i), loop, "windows/s"));
        table.accept(
            Figure.of(
                name(), place, "local[2] / DJL Predictor", column(two, i), loop, "windows/s"));
      }
    }
  }

  private static double[] column(List<double[]> rounds, int cell) {
    return rounds.stream().mapToDouble(round -> round[cell]).toArray();
  }

  private static double[] perSecond(int cores, Class<?> child, List<String> models) {
    ChildRun run =
        ChildRun.of(
            ChildRun.onCores(
                cores,
                ChildJvm.command(
                    List.of("-Dspark.master=local[" + cores + "]"),
                    child,
                    models.toArray(String[]::new))));
    return run.output()
        .lines()
        .filter(line -> line.startsWith("windows/s "))
        .flatMap(line -> Arrays.stream(line.split(" ")).skip(1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** A network that has been trained a little. */
  private static Path saved(Path root, TrainingCase cell) {
    TrainingSettings settings =
        new TrainingSettings(
            4, TrainingCase.BATCH, 1e-3, TrainingCase.HIDDEN, 0.3, 1, 4, PruningSettings.PAPER);
    Trial trial =
        new Trial(
            "bench",
            Protocol.STRICT,
            cell.architecture(),
            cell.lookback(),
            cell.regulariser(),
            42,
            settings);
    Series series = OwnSteps.series(cell.lookback(), 2);
    List<TrainedModel> models = new ArrayList<>();
    new TrialTrainer(Device.cpu()).train(List.of(trial), series, models::add);
    TrialRow row =
        new TrialRow(
            TrialRow.idOf(trial, series.info()),
            1,
            models.get(0).outcome(),
            series.info(),
            Provenance.ofThisProcess("", "cpu", null),
            0);
    ModelStore store = new ModelStore(new ResultStore(root, "bench"));
    store.save(row, models.get(0), FeatureScaler.none(TrainingCase.FEATURES));
    return store.folder(row.trialId()).local().orElseThrow();
  }
}
