package org.synprune.jobs.train.dropout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.synprune.jobs.engine.Downloads;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.jobs.train.weights.Adam;
import org.synprune.jobs.train.weights.ParameterLayout;

/**
 * Dropout of one network that learns its rate: one logit for all places, trained by {@link Adam}'s
 * step with ten times the weights' learning rate. A step of Adam moves a logit by its learning rate
 * at most: with the weights' own, the 80 steps of a trial on the smallest data set couldn't take
 * the rate from 0.3 to 0.32, where Gal's published experiments take 1000 steps and more.
 *
 * <p>With a Gaussian likelihood of the targets, what is minimised is {@code mean squared error + 2
 * variance / windows * divergence}, see {@link LearnedNoise}: the scales {@code l^2 / (tau N)} and
 * {@code 2 / (tau N)} of Gal's published code, for N train windows and a precision tau. He learns
 * the observations' variance 1 / tau, too. So does this: the variance that maximises the bound is
 * the mean squared error in training, and that of the epoch before is taken (1 in the first, the
 * variance of a scaled target).
 *
 * <p>The divergence is that of the linear layers that read what is dropped: the head, and the
 * contracting layers of a transformer's encoders (its head reads it through a norm and a mean). The
 * noise elsewhere, on attention and residual sums, has no weights of its own behind it.
 */
public final class LearnedDropout implements DropoutSource {

  private static final double PACE = 10;
  private static final Pattern READS_DROPPED = Pattern.compile(".*(contract|head)_weight");

  private final LearnedNoise noise;
  private final RandomGenerator random;
  private final double learningRate;
  private final List<NDIndex> weights;
  private final List<NDIndex> columns;
  private final long features;
  private final int windows;
  private final List<float[]> drawn = new ArrayList<>();
  private double logit;
  private double observedVariance = 1;
  private double slope;
  private int draws;
  private int learned;
  private double mean;
  private double variance;
  private int steps;

  /**
   * Begins at an ordinary dropout's rate.
   *
   * @param noise what is drawn
   * @param settings the trial's; gives rate and step size
   * @param random where noise comes from; the network's own
   * @param layout where parameters lie in the network's row
   * @param windows train windows
   */
  LearnedDropout(
      LearnedNoise noise,
      TrainingSettings settings,
      RandomGenerator random,
      ParameterLayout layout,
      int windows) {
    this.noise = noise;
    this.random = random;
    this.windows = windows;
    learningRate = PACE * settings.learningRate();
    logit = noise.logit(settings.dropoutRate());
    List<ParameterLayout.Entry> readers =
        layout.entries().stream()
            .filter(entry -> READS_DROPPED.matcher(entry.path()).matches())
            .toList();
    weights = readers.stream().map(one -> new NDIndex("{}:{}", one.start(), one.end())).toList();
    columns = readers.stream().map(one -> new NDIndex(":, {}:{}", one.start(), one.end())).toList();
    features = readers.stream().mapToLong(entry -> entry.shape().get(1)).sum();
  }

  /**
   * What has been learned so far.
   *
   * @return the rate of an ordinary dropout whose noise has the same variance, in (0, 1)
   */
  public double rate() {
    return noise.rate(logit);
  }

  /**
   * Sets the variance of the observations, from now on.
   *
   * @param trainLoss mean squared error of the epoch that has ended
   */
  public void observed(double trainLoss) {
    observedVariance = trainLoss;
  }

  /**
   * Draws the factors of one place.
   *
   * @param size how many
   * @return factors, to be left as they are until the next {@link #step}
   */
  float[] draw(int size) {
    if (draws == drawn.size()) {
      drawn.add(new float[size]);
    } else if (drawn.get(draws).length != size) {
      drawn.set(draws, new float[size]);
    }
    float[] factors = drawn.get(draws++);
    noise.draw(logit, factors, random);
    return factors;
  }

  /**
   * Takes the slopes of the loss at the factors of one place, in the order in which they were
   * drawn.
   *
   * @param slopes one for each factor
   */
  void learn(float[] slopes) {
    slope += noise.slope(logit, drawn.get(learned++), slopes);
  }

  /** Takes the same of all places at once, as sums. */
  void learn(LearnedSums.OfNetwork sums) {
    slope += noise.slope(logit, sums);
  }

  /** The weights that read what is dropped, in a matrix of networks that are its rows. */
  List<NDIndex> readers() {
    return columns;
  }

  /** The slope at the logit of the data's loss, as far as it was learned since the last step. */
  double slope() {
    return slope;
  }

  /**
   * Adds the divergence's slope to those of the data, and moves the logit by one step.
   *
   * @param row the network's weights, {@code [parameters]}
   * @param gradient of its loss, same shape; that of the weights behind the dropout is changed
   */
  void step(NDArray row, NDArray gradient) {
    double decay = scale() * noise.weightDecay(logit);
    double squares = 0;
    if (decay > 0) {
      decay(row, gradient, decay);
      squares = squares(row);
    }
    move(squares);
  }

  /**
   * The same, where the sum of the squares of the weights that read what is dropped is known.
   *
   * @param row the network's weights, {@code [parameters]}
   * @param gradient of its loss, same shape; that of the weights behind the dropout is changed
   * @param squares the sum
   */
  void step(NDArray row, NDArray gradient, double squares) {
    double decay = scale() * noise.weightDecay(logit);
    if (decay > 0) {
      decay(row, gradient, decay);
    }
    move(decay > 0 ? squares : 0);
  }

  private double scale() {
    return 2 * observedVariance / windows;
  }

  private void move(double squares) {
    double scale = scale();
    double whole = slope + scale * noise.divergenceSlope(logit, features, squares);
    steps++;
    Adam.Factors factors = Adam.Factors.of(learningRate, steps);
    mean = Adam.BETA1 * mean + whole;
    variance = Adam.BETA2 * variance + whole * whole;
    logit -= factors.rate() * mean / (Math.sqrt(variance) + factors.epsilon());
    slope = 0;
    draws = 0;
    learned = 0;
  }

  /** Adds the weights times a number to their gradient. */
  private void decay(NDArray row, NDArray gradient, double decay) {
    for (NDIndex range : weights) {
      try (NDArray values = row.get(range);
          NDArray slopes = gradient.get(range);
          NDArray number = row.getManager().full(new Shape(), (float) decay);
          NDArray pull = values.mul(number)) {
        slopes.addi(pull);
      }
    }
  }

  private double squares(NDArray row) {
    double squares = 0;
    for (NDIndex range : weights) {
      try (NDArray values = row.get(range)) {
        for (float value : Downloads.floats(values)) {
          squares += (double) value * value;
        }
      }
    }
    return squares;
  }
}
