package org.synprune.jobs.train.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.outcome.TrialOutcome.Layer;
import org.synprune.jobs.train.weights.ParameterLayout;
import org.synprune.pruning.JointPruning;
import org.synprune.pruning.Masks;
import org.synprune.pruning.Placement;
import org.synprune.pruning.PruningSession;
import org.synprune.pruning.SparsityReport;
import org.synprune.pruning.SynapticPruner;

/**
 * The pruning of one trial in training: by some method, or none. Its arrays belong to the manager
 * of the weights and are closed with it.
 */
public sealed interface PruningArm {

  /**
   * Prunes where it is time. Called between backward and the optimizer's step.
   *
   * @param arms of a stack
   * @param epoch counted from 1
   * @param gradient gives a trial's gradient by the number of its arm, {@code [parameters]}, to
   *     those who need it
   * @return why an arm can't go on; null for all that can
   */
  static List<@Nullable RuntimeException> afterBackward(
      List<PruningArm> arms, int epoch, IntFunction<NDArray> gradient) {
    List<Integer> pruning = new ArrayList<>();
    List<Pruned> pruned = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      if (arms.get(i) instanceof Pruned one) {
        pruning.add(i);
        pruned.add(one);
      }
    }
    List<JointPruning.Outcome> outcomes =
        JointPruning.afterBackward(
            pruned.stream().map(one -> one.session).toList(),
            epoch,
            i -> path -> pruned.get(i).layout.view(gradient.apply(pruning.get(i)), path));
    List<@Nullable RuntimeException> refusals =
        new ArrayList<>(Collections.nCopies(arms.size(), null));
    for (int i = 0; i < outcomes.size(); i++) {
      pruned.get(i).anyPruned |= outcomes.get(i).changed();
      refusals.set(pruning.get(i), outcomes.get(i).refusal());
    }
    return refusals;
  }

  /**
   * Whether weights are to be set to 0 again after the optimizer's step.
   *
   * @return false if none was pruned yet
   */
  boolean anyPruned();

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
   * Continues on a copy of weights and mask.
   *
   * @param stack has the copies
   * @param row where in the stack
   * @return an arm with the same masks for the copy
   */
  PruningArm movedTo(StackMasks stack, int row);

  /**
   * The arm of a trial.
   *
   * @param trial the trial
   * @param layout where parameters lie in its row
   * @param stack has its weights and mask
   * @param row where in the stack
   * @param batchesPerEpoch batches of an epoch
   * @param placement where masks are updated
   * @return an arm with every weight active
   */
  static PruningArm of(
      Trial trial,
      ParameterLayout layout,
      StackMasks stack,
      int row,
      int batchesPerEpoch,
      Placement placement) {
    Optional<SynapticPruner> pruner = TrialPruner.of(trial, batchesPerEpoch, placement);
    Map<String, Shape> layers = prunable(trial, layout);
    if (pruner.isEmpty()) {
      return new Dense(SparsityReport.of(Masks.allActive(layers)));
    }
    PruningSession session = pruner.get().newSession(stack.weights(row), stack.mask(row), layers);
    // What begins sparse is so from the first forward pass on.
    session.applyMasks();
    double planned = TrialPruner.plannedSparsity(trial, pruner.get(), batchesPerEpoch);
    return new Pruned(pruner.get(), layout, layers, session, planned, new ArrayList<>());
  }

  /**
   * Makes sure that a trial's arm can prune its network.
   *
   * @param trial the trial
   * @param layout where parameters lie in its row
   * @param manager of arrays that are needed for it
   * @throws IllegalArgumentException if its structure doesn't suit a layer's shape; the message
   *     says why
   */
  static void requireFit(Trial trial, ParameterLayout layout, NDManager manager) {
    NDArray row = manager.zeros(new Shape(1, layout.size()));
    long prunable = prunable(trial, layout).values().stream().mapToLong(Shape::size).sum();
    StackMasks masks = StackMasks.of(manager, row, prunable);
    int every = trial.resolved().pruning().every();
    of(trial, layout, masks, 0, every, Placement.HOST);
  }

  /**
   * What a trial's arm prunes, or would prune if it did: the first layers of the trial's row.
   *
   * @param trial the trial
   * @param layout where parameters lie in its row
   * @return the layers' shapes by path, in the row's order
   */
  static Map<String, Shape> prunable(Trial trial, ParameterLayout layout) {
    SynapticPruner pruner = TrialPruner.ofNothing(trial);
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
    public PruningArm movedTo(StackMasks stack, int row) {
      return this;
    }

    @Override
    public boolean anyPruned() {
      return false;
    }

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
    private boolean anyPruned;

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
      anyPruned = session.report().pruned() > 0;
    }

    @Override
    public PruningArm movedTo(StackMasks stack, int row) {
      PruningSession moved = pruner.newSession(stack.weights(row), stack.mask(row), layers);
      moved.resume(session.batchesSeen());
      return new Pruned(pruner, layout, layers, moved, planned, reports);
    }

    @Override
    public Optional<Masks> masks() {
      return Optional.of(session.masks());
    }

    @Override
    public boolean anyPruned() {
      return anyPruned;
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
