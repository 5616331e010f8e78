package org.synprune.jobs.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;

/**
 * What a run's page shows besides errors and tests, already averaged over seeds.
 *
 * @param curves losses and sparsity by epoch
 * @param layers sparsity by epoch and layer
 * @param costs times and sizes
 * @param inferences measured inference times
 * @param failures trials without a result, the first of them
 * @param failed how many trials have no result
 * @param provenance with what, where and when the trials ran
 */
public record RunDetails(
    List<Curve> curves,
    List<LayerCurve> layers,
    List<Cost> costs,
    List<Inference> inferences,
    List<Failure> failures,
    long failed,
    List<Fact> provenance) {

  /** Copies the lists. */
  public RunDetails {
    curves = List.copyOf(curves);
    layers = List.copyOf(layers);
    costs = List.copyOf(costs);
    inferences = List.copyOf(inferences);
    failures = List.copyOf(failures);
    provenance = List.copyOf(provenance);
    if (failed < failures.size()) {
      throw new IllegalArgumentException(
          failed + " trials failed, but " + failures.size() + " are listed");
    }
  }

  /**
   * Means over seeds by epoch. All lists are as long as there are epochs; a null is a mean of
   * nothing.
   *
   * @param place where
   * @param arm the arm
   * @param epochs epochs, counted from 1
   * @param trials how many trials ran each epoch
   * @param train mean squared error on the train windows, scaled units
   * @param validation mean squared error on the validation windows, scaled units
   * @param sparsity share of prunable weights that are pruned
   */
  public record Curve(
      Place place,
      Arm arm,
      List<Integer> epochs,
      List<Long> trials,
      List<Double> train,
      List<Double> validation,
      List<Double> sparsity) {

    /** Copies the lists and checks that they are of a length. */
    public Curve {
      epochs = List.copyOf(epochs);
      trials = List.copyOf(trials);
      train = copy(train, epochs.size());
      validation = copy(validation, epochs.size());
      sparsity = copy(sparsity, epochs.size());
    }
  }

  /**
   * A layer's mean sparsity over seeds by epoch.
   *
   * @param place where
   * @param arm the arm
   * @param layer path of the parameter
   * @param total its weights
   * @param epochs epochs, counted from 1
   * @param sparsity share pruned, one for each epoch
   */
  public record LayerCurve(
      Place place, Arm arm, String layer, long total, List<Integer> epochs, List<Double> sparsity) {

    /** Copies the lists and checks that they are of a length. */
    public LayerCurve {
      epochs = List.copyOf(epochs);
      sparsity = copy(sparsity, epochs.size());
    }
  }

  /**
   * What a trial takes on average over seeds. Trials that are trained side by side share their time
   * in equal parts, whatever their arms: only trials whose neighbours were all of their own arm
   * tell what the arm takes.
   *
   * @param place where
   * @param arm the arm
   * @param trials how many trials completed
   * @param secondsTrain training time of a trial
   * @param secondsEvaluation time of its validation and test
   * @param apart how many trials were trained apart from other arms
   * @param secondsEpochApart training time of an epoch of those; null without any
   * @param sparsity share of prunable weights that are pruned in the scored network
   * @param bytesDense bytes of the weight matrices as float32
   * @param bytesCsr bytes of the weight matrices in compressed sparse rows
   * @param parameters all parameters
   * @param nonzeros parameters that aren't pruned
   */
  public record Cost(
      Place place,
      Arm arm,
      long trials,
      double secondsTrain,
      double secondsEvaluation,
      long apart,
      Double secondsEpochApart,
      double sparsity,
      double bytesDense,
      double bytesCsr,
      double parameters,
      double nonzeros) {}

  /**
   * Measured time of a forecast of a batch by a pruned network, on one thread.
   *
   * @param place where
   * @param arm the arm
   * @param batch windows in the batch
   * @param sparsity share of prunable weights that are pruned
   * @param secondsForward the whole forward pass, dense
   * @param secondsDense the products of weights and activations in it, dense
   * @param secondsCsr the same products with the weights in compressed sparse rows
   * @param host where it was measured
   */
  public record Inference(
      Place place,
      Arm arm,
      int batch,
      double sparsity,
      double secondsForward,
      double secondsDense,
      double secondsCsr,
      String host) {}

  /**
   * A trial without a result.
   *
   * @param place where
   * @param arm the arm
   * @param seed its seed
   * @param attempts how often it was tried
   * @param error class of the last error
   * @param message what it said
   */
  public record Failure(
      Place place, Arm arm, long seed, long attempts, String error, String message) {}

  /**
   * Something to know of a run.
   *
   * @param name what
   * @param values its distinct values, sorted
   */
  public record Fact(String name, List<String> values) {

    /** Copies the list. */
    public Fact {
      Objects.requireNonNull(name, "name");
      values = List.copyOf(values);
    }
  }

  private static List<Double> copy(List<Double> values, int size) {
    if (values.size() != size) {
      throw new IllegalArgumentException(values.size() + " values for " + size + " epochs");
    }
    return Collections.unmodifiableList(new ArrayList<>(values));
  }
}
