package org.synprune.jobs.sweep.units;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * How long units of work take in all on slots that run one unit at a time: the slot that is free
 * first takes the next unit, as Spark starts the tasks of a stage (list scheduling, Graham 1969).
 */
public final class Makespan {

  private Makespan() {}

  /**
   * The time until the last unit is done.
   *
   * @param costs what each unit takes, in the order they are handed out
   * @param slots how many run at a time, at least 1
   * @return the time, in the unit of the costs; 0 for no units
   */
  public static double of(double[] costs, int slots) {
    PriorityQueue<Double> busyUntil = new PriorityQueue<>();
    double last = 0;
    for (double cost : costs) {
      double start = busyUntil.size() < slots ? 0 : busyUntil.remove();
      double end = start + cost;
      busyUntil.add(end);
      last = Math.max(last, end);
    }
    return last;
  }

  /**
   * A lower bound for any order: the total cost over the slots, or the longest unit.
   *
   * @param costs what each unit takes
   * @param slots how many run at a time, at least 1
   * @return the time, in the unit of the costs
   */
  public static double lowerBound(double[] costs, int slots) {
    return Math.max(Arrays.stream(costs).sum() / slots, Arrays.stream(costs).max().orElse(0));
  }

  /**
   * The mean time over orders drawn at random.
   *
   * @param costs what each unit takes
   * @param slots how many run at a time, at least 1
   * @param orders how many orders to draw
   * @param seed of the drawing
   * @return the mean time, in the unit of the costs
   */
  public static double shuffled(double[] costs, int slots, int orders, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    double[] order = costs.clone();
    double sum = 0;
    for (int i = 0; i < orders; i++) {
      sum += of(ArraySampler.shuffle(random, order), slots);
    }
    return sum / orders;
  }
}
