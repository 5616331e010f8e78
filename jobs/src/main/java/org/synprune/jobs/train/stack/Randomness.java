package org.synprune.jobs.train.stack;

import ai.djl.nn.Block;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.synprune.jobs.model.PyTorchInitialisation;

/**
 * Everything random in a trial. It depends on the trial's seed alone, so that arms that share a
 * seed start from the same weights and see the same batches, whatever else runs in the process.
 */
public interface Randomness {

  /**
   * Draws the initial weights.
   *
   * @param block the initialised network
   * @return its weights, in the order of {@link Block#getParameters()}
   */
  float[] initialWeights(Block block);

  /**
   * Shuffles the train windows for the next epoch, in place.
   *
   * @param targets target rows, in the order of the epoch before
   */
  void shuffle(int[] targets);

  /**
   * The source of dropout masks.
   *
   * @return a generator of the trial's own
   */
  RandomGenerator dropout();

  /**
   * The randomness of a seed: one stream for each purpose.
   *
   * @param seed the trial's seed
   * @return fresh streams
   */
  static Randomness ofSeed(long seed) {
    UniformRandomProvider weights = stream(seed, "weights");
    UniformRandomProvider batches = stream(seed, "batches");
    UniformRandomProvider dropout = stream(seed, "dropout");
    return new Randomness() {
      @Override
      public float[] initialWeights(Block block) {
        return PyTorchInitialisation.draw(block, weights::nextLong);
      }

      @Override
      public void shuffle(int[] targets) {
        PermutationSampler.shuffle(batches, targets);
      }

      @Override
      public RandomGenerator dropout() {
        return dropout::nextLong;
      }
    };
  }

  private static UniformRandomProvider stream(long seed, String purpose) {
    long[] state = new long[4];
    ByteBuffer.wrap(DigestUtils.sha256(seed + ":" + purpose)).asLongBuffer().get(state);
    return RandomSource.XO_SHI_RO_256_PP.create(state);
  }
}
