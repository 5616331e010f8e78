package org.synprune.jobs.train.dropout;

import java.util.random.RandomGenerator;

/**
 * Noise that activations are multiplied with in training, and whose strength is learned: both are
 * functions of one logit. What is minimised beside the data's loss is the divergence of the noisy
 * weights' posterior from their prior, as a function of that logit.
 */
enum LearnedNoise {

  /**
   * A relaxed mask (concrete dropout: Gal, Hron and Kendall 2017): factors {@code (1 - z) / (1 -
   * p)} with {@code z = sigmoid((logit + ln u - ln(1 - u)) / 0.1)}, {@code p = sigmoid(logit)} and
   * uniform {@code u}. Divergence (equation 3, for weights {@code w / (1 - p)}): {@code l^2 / 2 *
   * |w|^2 / (1 - p) + features * (p ln p + (1 - p) ln(1 - p))} with the length scale {@code l =
   * 1e-4} of its authors' own experiments (github.com/yaringal/ConcreteDropout).
   */
  CONCRETE {
    @Override
    double logit(double rate) {
      return Math.log(rate / (1 - rate));
    }

    @Override
    double rate(double logit) {
      return sigmoid(logit);
    }

    @Override
    void draw(double logit, float[] factors, RandomGenerator random) {
      double dropped = sigmoid(logit);
      double kept = sigmoid(-logit);
      int pairs = factors.length / 2;
      for (int i = 0; i < pairs; i++) {
        long bits = random.nextLong();
        factors[2 * i] = factor(dropped, kept, (int) bits);
        factors[2 * i + 1] = factor(dropped, kept, (int) (bits >>> Integer.SIZE));
      }
      if (2 * pairs < factors.length) {
        factors[2 * pairs] = factor(dropped, kept, (int) random.nextLong());
      }
    }

    /** With a temperature of 1 / 10, exponentials and logarithms cancel to tenth powers. */
    private float factor(double dropped, double kept, int bits) {
      double uniform = (Integer.toUnsignedLong(bits) + 0.5) * UNIT;
      double keep = tenth(kept * (1 - uniform));
      double drop = tenth(dropped * uniform);
      return (float) (keep / ((keep + drop) * kept));
    }

    private double tenth(double x) {
      double square = x * x;
      double fourth = square * square;
      return fourth * fourth * square;
    }

    @Override
    double slope(double logit, float[] factors, float[] slopes) {
      double kept = sigmoid(-logit);
      double sum = 0;
      for (int i = 0; i < factors.length; i++) {
        double factor = factors[i];
        sum += slopes[i] * factor * (1 - kept - WARMTH + WARMTH * factor * kept);
      }
      return sum;
    }

    @Override
    double slope(double logit, LearnedSums.OfNetwork sums) {
      double kept = sigmoid(-logit);
      return (1 - kept - WARMTH) * sums.slopesByFactors() + WARMTH * kept * sums.slopesBySquares();
    }

    @Override
    double divergenceSlope(double logit, long features, double squares) {
      double odds = Math.exp(logit);
      double variance = sigmoid(logit) * sigmoid(-logit);
      return LENGTH_SCALE * LENGTH_SCALE / 2 * squares * odds + features * variance * logit;
    }

    @Override
    double weightDecay(double logit) {
      return LENGTH_SCALE * LENGTH_SCALE / sigmoid(-logit);
    }
  },

  /**
   * Gaussian noise (variational dropout: Kingma, Salimans and Welling 2015): factors {@code 1 +
   * sqrt(alpha) * e} with standard normal {@code e} and {@code alpha = sigmoid(logit)}, below 1 as
   * its authors keep it. Divergence (equation 14, without its constant): {@code -features *
   * (ln(alpha) / 2 + c1 alpha + c2 alpha^2 + c3 alpha^3)}, one summand for each noise variable: a
   * feature's noise is shared by all weights that read it (their section 3.2).
   */
  GAUSSIAN {
    @Override
    double logit(double rate) {
      double alpha = rate / (1 - rate);
      return Math.log(alpha / (1 - alpha));
    }

    @Override
    double rate(double logit) {
      double alpha = sigmoid(logit);
      return alpha / (1 + alpha);
    }

    @Override
    void draw(double logit, float[] factors, RandomGenerator random) {
      double deviation = Math.sqrt(sigmoid(logit));
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) (1 + deviation * random.nextGaussian());
      }
    }

    @Override
    double slope(double logit, float[] factors, float[] slopes) {
      double sum = 0;
      for (int i = 0; i < factors.length; i++) {
        sum += slopes[i] * (factors[i] - 1.0);
      }
      return sum * sigmoid(-logit) / 2;
    }

    @Override
    double slope(double logit, LearnedSums.OfNetwork sums) {
      return (sums.slopesByFactors() - sums.slopes()) * sigmoid(-logit) / 2;
    }

    @Override
    double divergenceSlope(double logit, long features, double squares) {
      double alpha = sigmoid(logit);
      double cubic = C1 + alpha * (2 * C2 + alpha * 3 * C3);
      return -features * sigmoid(-logit) * (0.5 + alpha * cubic);
    }

    @Override
    double weightDecay(double logit) {
      return 0;
    }
  };

  private static final double UNIT = 0x1p-32;
  private static final double WARMTH = 10;
  private static final double LENGTH_SCALE = 1e-4;
  private static final double C1 = 1.16145124;
  private static final double C2 = -1.50204118;
  private static final double C3 = 0.58629921;

  /** The logit at which the noise disturbs as much as an ordinary dropout of that rate. */
  abstract double logit(double rate);

  /** The rate of such a dropout, in (0, 1). */
  abstract double rate(double logit);

  /**
   * Draws factors.
   *
   * @param logit the strength
   * @param factors takes them
   * @param random where noise comes from
   */
  abstract void draw(double logit, float[] factors, RandomGenerator random);

  /**
   * The slope of a loss at the logit, the noise being held.
   *
   * @param logit as the factors were drawn
   * @param factors as drawn
   * @param slopes of the loss at each factor
   * @return their sum, each times the slope of its factor at the logit; summed in order
   */
  abstract double slope(double logit, float[] factors, float[] slopes);

  /**
   * The same from sums over all factors.
   *
   * @param logit as the factors were drawn
   * @param sums of the slopes at them
   * @return the slope, but for rounding
   */
  abstract double slope(double logit, LearnedSums.OfNetwork sums);

  /**
   * The slope of the divergence at the logit.
   *
   * @param logit the strength
   * @param features noisy features that weights read
   * @param squares sum of those weights' squares
   * @return its slope
   */
  abstract double divergenceSlope(double logit, long features, double squares);

  /** The slope of the divergence at a weight, as a multiple of the weight. */
  abstract double weightDecay(double logit);

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
