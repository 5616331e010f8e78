package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.series.Protocol;
import org.synprune.jobs.train.TrialOutcome.Layer;
import org.synprune.pruning.Masks;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;
import org.synprune.pruning.SynapticPrunerBuilder;

/**
 * What a training does about sparsity: prunes, or nothing at all. Its arrays belong to the manager
 * of the weights and are closed with it.
 */
sealed interface PruningArm {

  /** To be called between backward and the optimizer's step; epochs are counted from 1. */
  void afterBackward(int epoch);

  /** To be called after the optimizer's step. */
  void afterStep();

  /** A copy of the masks as they are now; empty if the arm never prunes. */
  Optional<Masks> masks();

  /** Share of prunable weights that are pruned now. */
  double sparsity();

  /** Sparsity of each layer now, noted for {@link #size}. */
  List<Layer> layers(int epoch);

  /** Size of the network as it was at the end of an epoch that {@link #layers} was called for. */
  TrialOutcome.Sparsity size(int epoch, long parameters);

  /**
   * Goes on after the weights were copied.
   *
   * @param row where the trial's weights lie now
   * @return an arm for those
   */
  PruningArm movedTo(NDArray row);

  /**
   * The arm of a trial.
   *
   * @param trial the trial
   * @param layout where parameters lie in its row
   * @param row its weights, {@code [parameters]}
   * @param batchesPerEpoch batches of an epoch
   * @return an arm with every weight active
   */
  static PruningArm of(Trial trial, ParameterLayout layout, NDArray row, int batchesPerEpoch) {
    PruningSettings settings = trial.settings().pruning();
    SynapticPrunerBuilder builder =
        SynapticPruner.builder()
            .optPreset(settings.preset())
            .optExclude(Forecasters.NEVER_PRUNED)
            .optUpdateEvery(settings.every());
    if (trial.regulariser() != Regulariser.SYNAPTIC_PRUNING) {
      Map<String, Shape> shapes = prunable(builder.build(), layout);
      return new Dense(SparsityReport.of(Masks.allActive(shapes)));
    }
    int last = trial.lastSparsifyingEpoch();
    // The scripts number epochs from 0 and so end one short of the schedule. Strict doesn't let
    // them, and ends the schedule where its last update in time is: the first checkpoint has to be
    // at full sparsity.
    int end =
        trial.protocol() == Protocol.STRICT
            ? settings.preset().timeOf(lastUpdate(last, batchesPerEpoch, settings.every()))
            : last;
    SparsitySchedule schedule =
        SparsitySchedule.cubic(
            settings.minSparsity(), settings.maxSparsity(), settings.warmup(), end);
    SynapticPruner pruner = builder.optSchedule(schedule).optPlan(last, batchesPerEpoch).build();
    Map<String, Shape> layers = prunable(pruner, layout);
    double planned = schedule.sparsityAt(settings.preset().timeOf(last));
    return new Pruned(pruner, layers, session(pruner, layers, row), planned, new ArrayList<>());
  }

  private static PruningSession session(
      SynapticPruner pruner, Map<String, Shape> layers, NDArray row) {
    long size = layers.values().stream().mapToLong(Shape::size).sum();
    return pruner.newSession(row.get(new NDIndex("0:" + size)), layers);
  }

  /** The epoch of the last mask update within some epochs; the first epoch if there is none. */
  private static int lastUpdate(int epochs, int batchesPerEpoch, int every) {
    int batch = epochs * batchesPerEpoch / every * every;
    return Math.max(1, (batch + batchesPerEpoch - 1) / batchesPerEpoch);
  }

  private static Map<String, Shape> prunable(SynapticPruner pruner, ParameterLayout layout) {
    return layout.first(
        layout.entries().stream()
            .filter(entry -> pruner.isPrunable(entry.path(), entry.type(), entry.shape()))
            .map(ParameterLayout.Entry::path)
            .toList());
  }

  /**
   * Never prunes.
   *
   * @param report the prunable layers, all weights active
   */
  record Dense(SparsityReport report) implements PruningArm {

    @Override
    public PruningArm movedTo(NDArray row) {
      return this;
    }

    @Override
    public void afterBackward(int epoch) {}

    @Override
    public void afterStep() {}

    @Override
    public Optional<Masks> masks() {
      return Optional.empty();
    }

    @Override
    public double sparsity() {
      return 0;
    }

    @Override
    public List<Layer> layers(int epoch) {
      return List.of();
    }

    @Override
    public TrialOutcome.Sparsity size(int epoch, long parameters) {
      return new TrialOutcome.Sparsity(
          0, 0, parameters, parameters, report.denseBytes(), report.csrBytes());
    }
  }

  /** Prunes by a schedule. */
  final class Pruned implements PruningArm {

    private final SynapticPruner pruner;
    private final Map<String, Shape> layers;
    private final PruningSession session;
    private final double planned;
    private final List<SparsityReport> reports;

    Pruned(
        SynapticPruner pruner,
        Map<String, Shape> layers,
        PruningSession session,
        double planned,
        List<SparsityReport> reports) {
      this.pruner = pruner;
      this.layers = layers;
      this.session = session;
      this.planned = planned;
      this.reports = reports;
    }

    @Override
    public PruningArm movedTo(NDArray row) {
      PruningSession moved = session(pruner, layers, row);
      moved.restore(session.masks(), session.batchesSeen());
      return new Pruned(pruner, layers, moved, planned, reports);
    }

    @Override
    public Optional<Masks> masks() {
      return Optional.of(session.masks());
    }

    @Override
    public void afterBackward(int epoch) {
      session.afterBackward(epoch);
    }

    @Override
    public void afterStep() {
      session.applyMasks();
    }

    @Override
    public double sparsity() {
      return session.report().sparsity();
    }

    @Override
    public List<Layer> layers(int epoch) {
      SparsityReport report = session.report();
      reports.add(report);
      return report.layers().stream()
          .map(one -> new Layer(epoch, one.path(), one.total(), one.pruned(), one.sparsity()))
          .toList();
    }

    @Override
    public TrialOutcome.Sparsity size(int epoch, long parameters) {
      SparsityReport report = reports.get(epoch - 1);
      return new TrialOutcome.Sparsity(
          planned,
          report.sparsity(),
          parameters,
          parameters - report.pruned(),
          report.denseBytes(),
          report.csrBytes());
    }
  }
}
