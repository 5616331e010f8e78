package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.Masks;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SynapticPruner;

/**
 * The pruning of one trial in training: by some method, or none. Its arrays belong to the manager
 * of the weights and are closed with it.
 */
public sealed interface PruningArm {

  /**
   * Prunes, if it is time. Called between backward and the optimizer's step.
   *
   * @param epoch counted from 1
   * @param gradient gives the trial's gradient, {@code [parameters]}, to those who need it
   */
  void afterBackward(int epoch, Supplier<NDArray> gradient);

  /** Sets pruned weights to 0 again. Called after the optimizer's step. */
  void afterStep();

  /**
   * The masks as they are now.
   *
   * @return a copy; empty if the arm never prunes
   */
  Optional<Masks> masks();

  /**
   * How sparse the network is now.
   *
   * @return share of prunable weights that are pruned, in [0, 1]
   */
  double sparsity();

  /**
   * Sparsity of each layer now, remembered for {@link #size}. Called at the end of each epoch.
   *
   * @param epoch counted from 1
   * @return one record a prunable layer; none if the arm never prunes
   */
  List<Layer> layers(int epoch);

  /**
   * Size of the network as it was at the end of an epoch that {@link #layers} was called for.
   *
   * @param epoch counted from 1
   * @param parameters all parameters of the network
   * @return its size
   */
  TrialOutcome.Sparsity size(int epoch, long parameters);

  /**
   * Continues on a copy of the weights.
   *
   * @param row the copy, {@code [parameters]}
   * @return an arm with the same masks for the copy
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
    Optional<SynapticPruner> pruner = TrialPruner.of(trial, batchesPerEpoch);
    if (pruner.isEmpty()) {
      Map<String, Shape> shapes = prunable(TrialPruner.ofNothing(trial), layout);
      return new Dense(SparsityReport.of(Masks.allActive(shapes)));
    }
    Map<String, Shape> layers = prunable(pruner.get(), layout);
    PruningSession session = session(pruner.get(), layers, row);
    // What begins sparse is so from the first forward pass on.
    session.applyMasks();
    double planned = TrialPruner.plannedSparsity(trial, pruner.get());
    return new Pruned(pruner.get(), layout, layers, session, planned, new ArrayList<>());
  }

  private static PruningSession session(
      SynapticPruner pruner, Map<String, Shape> layers, NDArray row) {
    long size = layers.values().stream().mapToLong(Shape::size).sum();
    return pruner.newSession(row.get(new NDIndex("0:" + size)), layers);
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
    public void afterBackward(int epoch, Supplier<NDArray> gradient) {}

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

  /** Prunes by a method of the library. */
  final class Pruned implements PruningArm {

    private final SynapticPruner pruner;
    private final ParameterLayout layout;
    private final Map<String, Shape> layers;
    private final PruningSession session;
    private final double planned;
    private final List<SparsityReport> reports;

    Pruned(
        SynapticPruner pruner,
        ParameterLayout layout,
        Map<String, Shape> layers,
        PruningSession session,
        double planned,
        List<SparsityReport> reports) {
      this.pruner = pruner;
      this.layout = layout;
      this.layers = layers;
      this.session = session;
      this.planned = planned;
      this.reports = reports;
    }

    @Override
    public PruningArm movedTo(NDArray row) {
      PruningSession moved = session(pruner, layers, row);
      moved.restore(session.masks(), session.batchesSeen());
      return new Pruned(pruner, layout, layers, moved, planned, reports);
    }

    @Override
    public Optional<Masks> masks() {
      return Optional.of(session.masks());
    }

    @Override
    public void afterBackward(int epoch, Supplier<NDArray> gradient) {
      session.afterBackward(epoch, path -> layout.view(gradient.get(), path));
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
