package org.synprune.jobs.train.stack;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.Windows;
import org.synprune.jobs.train.batches.BatchSource;
import org.synprune.jobs.train.dropout.DropoutSource;
import org.synprune.jobs.train.dropout.StackDropout;
import org.synprune.jobs.train.network.StackedNetwork;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;
import org.synprune.jobs.train.weights.Adam;
import org.synprune.jobs.train.weights.NetworkRows;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * Trials of one shape trained side by side (paper, algorithm 4, for many networks at once): one
 * array of weights, one row a trial, one Adam step for all of them. Each trial prunes, drops, stops
 * and fails by its own rules; one that is done or has failed leaves the stack at the end of its
 * epoch.
 *
 * <p>A stack has two rows at least: the engine multiplies a single matrix in another way than
 * several, and a trial's result mustn't depend on its company. A trial alone is doubled, but for a
 * network of own code, which is always alone. On a device the rows of trials that leave are filled
 * up by another's.
 */
public final class Stack {

  private final NDManager manager;
  private final StackBinding binding;
  private final ParameterLayout layout;
  private final StackEvaluation evaluation;
  private final StackSetup setup;
  private final int batchSize;
  private final int trainWindows;
  private final Map<StackMember, TrialOutcome> outcomes = new HashMap<>();
  private final List<StackMember> all = new ArrayList<>();

  private List<StackMember> members;
  private NDManager own;
  private NDArray values;
  private StackMasks masks;
  private Adam adam;
  private StackedNetwork network;
  private BatchSource batches;
  private StackDropout dropout;

  /**
   * Draws the trials' weights.
   *
   * @param manager owns all arrays of the stack; to be closed after it
   * @param block the trials' network, initialised; gives paths and shapes, and runs if it is own
   *     code
   * @param trials trials with equal settings; those with dropout in their forecasts come first
   * @param series what they are trained on
   * @param windows its windows
   * @param setup device and sources of randomness
   */
  public Stack(
      NDManager manager,
      Block block,
      List<Trial> trials,
      Series series,
      Windows windows,
      StackSetup setup) {
    this.manager = manager;
    this.setup = setup;
    layout = new ParameterLayout(block);
    binding = new StackBinding(series, block, layout, setup);
    evaluation = new StackEvaluation(series, windows, binding);
    batchSize = trials.get(0).settings().batchSize();
    trainWindows = windows.train().length;
    NDList rows = new NDList();
    for (Trial trial : trials) {
      StackMember member =
          new StackMember(
              manager,
              trial,
              setup.randomness().apply(trial.seed()),
              layout,
              windows.train(),
              setup.models() != TrainedModel.Sink.NONE);
      all.add(member);
      float[] drawn = member.randomness().initialWeights(block);
      rows.add(manager.create(layout.fromDeclared(drawn)));
    }
    members = List.copyOf(all);
    try (rows) {
      own = manager.newSubManager();
      values = NetworkRows.stack(own, repeated(rows));
    }
    adam = Adam.of(own, values, trials.get(0).settings().learningRate(), setup.placement());
    bind();
    long prunable =
        PruningArm.prunable(trials.get(0), layout).values().stream().mapToLong(Shape::size).sum();
    masks = StackMasks.of(own, values, prunable);
    int batchesPerEpoch = (trainWindows + batchSize - 1) / batchSize;
    for (int i = 0; i < members.size(); i++) {
      StackMember member = members.get(i);
      member.prunes(
          PruningArm.of(member.trial(), layout, masks, i, batchesPerEpoch, setup.placement()));
    }
  }

  private <T> List<T> repeated(List<T> rows) {
    List<T> all = new ArrayList<>(rows);
    while (all.size() < setup.leastRows()) {
      all.add(all.get(0));
    }
    return all;
  }

  private void bind() {
    network = binding.network(values);
    batches = binding.batches(own);
    List<DropoutSource> sources = new ArrayList<>();
    members.forEach(member -> sources.add(member.dropout()));
    while (sources.size() < setup.leastRows()) {
      sources.add(DropoutSource.NONE);
    }
    dropout = StackDropout.of(sources, setup.placement(), own);
  }

  /**
   * Trains all trials to their ends.
   *
   * @return an outcome for each trial, in order
   */
  public List<TrialOutcome> run() {
    for (int epoch = 1; !members.isEmpty(); epoch++) {
      long start = System.nanoTime();
      double[] losses = trainEpoch(epoch);
      long trained = System.nanoTime();
      List<StackEvaluation.Errors> errors = evaluation.validate(values, members, epoch);
      long evaluated = System.nanoTime();
      double share = 1e-9 / members.size();
      List<StackMember> done = new ArrayList<>();
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        StackMember member = members.get(i);
        member.spent((trained - start) * share, (evaluated - trained) * share);
        try (NDArray row = values.get(i)) {
          member.endEpoch(epoch, losses[i], errors.get(i), (evaluated - start) * share, row);
          if (member.isDone()) {
            done.add(member);
          } else {
            kept.add(i);
          }
        } catch (EngineException e) {
          throw e; // the device's, perhaps: not this trial's alone
        } catch (RuntimeException e) {
          outcomes.put(member, member.failed(e));
        }
      }
      finish(done);
      keep(kept);
    }
    return all.stream().map(outcomes::get).toList();
  }

  /** Trains one epoch and returns the mean squared error of each member over its windows. */
  private double[] trainEpoch(int epoch) {
    List<int[]> orders = new ArrayList<>();
    members.forEach(member -> orders.add(member.shuffled()));
    batches.order(repeated(orders).toArray(int[][]::new));
    double[] sums = new double[members.size()];
    try (NDManager scope = own.newSubManager()) {
      NDList losses = new NDList();
      for (int from = 0; from < trainWindows; from += batchSize) {
        NDArray batch = step(epoch, from, Math.min(trainWindows, from + batchSize));
        batch.attach(scope);
        losses.add(batch);
      }
      // The epoch's only look at the losses: until here the device needn't wait for anybody.
      float[] all = Downloads.floats(NDArrays.stack(losses, 1));
      for (int i = 0; i < all.length; i++) {
        int member = i / losses.size();
        int from = i % losses.size() * batchSize;
        if (member < sums.length) {
          sums[member] += (double) all[i] * Math.min(batchSize, trainWindows - from);
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= trainWindows;
    }
    return sums;
  }

  private NDArray step(int epoch, int from, int until) {
    try (NDManager scope = own.newSubManager()) {
      StackedNetwork.LossGradient slope =
          network.differentiate(scope, batches, from, until, dropout);
      dropout.step(values, slope.gradient());
      StackMember.afterBackward(members, epoch, row -> slope.gradient().get(row));
      adam.step(values, slope.gradient());
      masks.apply(members);
      if (setup.observer() != StepObserver.NONE) {
        show(slope);
      }
      slope.losses().attach(own);
      return slope.losses();
    }
  }

  private void show(StackedNetwork.LossGradient slope) {
    float[] losses = Downloads.floats(slope.losses());
    for (int i = 0; i < members.size(); i++) {
      try (NDArray gradient = layout.toDeclared(slope.gradient().get(i));
          NDArray row = values.get(i);
          NDArray weights = layout.toDeclared(row)) {
        setup.observer().afterStep(losses[i], gradient, weights, members.get(i).pruning());
      }
    }
  }

  /** Scores members that are done. */
  private void finish(List<StackMember> done) {
    if (done.isEmpty()) {
      return;
    }
    List<TrialOutcome.Score> scores = scores(done, StackMember::scored);
    List<StackMember> others =
        done.stream().filter(one -> one.best().epoch() != one.scored().epoch()).toList();
    List<TrialOutcome.Score> scoresOfBest = scores(others, StackMember::best);
    for (int i = 0; i < done.size(); i++) {
      StackMember member = done.get(i);
      int other = others.indexOf(member);
      TrialOutcome.Score best = other < 0 ? scores.get(i) : scoresOfBest.get(other);
      TrialOutcome.Completed outcome = member.completed(scores.get(i), best);
      outcomes.put(member, outcome);
      if (setup.models() != TrainedModel.Sink.NONE) {
        setup.models().accept(trained(member, outcome));
      }
    }
  }

  private TrainedModel trained(StackMember member, TrialOutcome.Completed outcome) {
    try (NDArray declared = layout.toDeclared(member.scored().weights())) {
      return new TrainedModel(
          setup.spec(), Downloads.floats(declared), member.scored().masks(), outcome);
    }
  }

  private List<TrialOutcome.Score> scores(
      List<StackMember> done, Function<StackMember, StackMember.Checkpoint> checkpoint) {
    if (done.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> weights = done.stream().map(one -> checkpoint.apply(one).weights()).toList();
      List<TrialOutcome.Score> scores =
          evaluation.score(NetworkRows.stack(scope, repeated(weights)), done);
      double share = (System.nanoTime() - start) * 1e-9 / done.size();
      done.forEach(member -> member.spent(0, share));
      return scores;
    }
  }

  /** Goes on with some members. */
  private void keep(List<Integer> kept) {
    if (kept.size() == members.size()) {
      return;
    }
    members = kept.stream().map(members::get).toList();
    if (members.isEmpty()) {
      return;
    }
    int[] rows = repeated(kept).stream().mapToInt(Integer::intValue).toArray();
    NDManager before = own;
    own = manager.newSubManager();
    values = NetworkRows.copy(own, values, rows);
    adam = adam.ofRows(own, rows);
    masks = masks.ofRows(own, values, rows);
    bind();
    for (int i = 0; i < members.size(); i++) {
      members.get(i).prunes(members.get(i).pruning().movedTo(masks, i));
    }
    before.close();
  }
}
