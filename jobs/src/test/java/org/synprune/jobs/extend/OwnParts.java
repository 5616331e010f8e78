package org.synprune.jobs.extend;

import java.util.Arrays;
import org.synprune.pruning.Saliency;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.Structure;
import org.synprune.pruning.WeightGroups;

/** Parts of the tests' own code. */
public final class OwnParts {

  private OwnParts() {}

  /** The magnitude to a power. */
  public static final class Power implements SaliencyProvider {

    @Override
    public String name() {
      return "power";
    }

    @Override
    public String version() {
      return "2.1";
    }

    @Override
    public Saliency create(PartRequest request) {
      double exponent = request.settings().number("exponent", 1);
      if (exponent <= 0) {
        throw new IllegalArgumentException("exponent is " + exponent + ", expected above 0");
      }
      return (weights, gradients) -> weights.abs().pow(exponent);
    }
  }

  /** From the first sparsity to the last along a straight line. */
  public static final class Straight implements ScheduleProvider {

    @Override
    public String name() {
      return "straight";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public SparsitySchedule create(PartRequest request) {
      double begin = request.begin();
      double span = request.end() - begin;
      double low = request.minSparsity();
      double high = request.maxSparsity();
      return t -> t < begin ? 0 : low + (high - low) * Math.min(1, (t - begin) / span);
    }
  }

  /** Rows of a matrix. */
  public static final class Rows implements StructureProvider {

    @Override
    public String name() {
      return "rows";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Structure create(PartRequest request) {
      return (WeightGroups)
          (path, shape) -> {
            int[] groups = new int[(int) shape.size()];
            int inputs = groups.length / (int) shape.get(0);
            Arrays.setAll(groups, i -> i / inputs);
            return groups;
          };
    }
  }

  /** One of a name that the library has. */
  public static final class Magnitude implements SaliencyProvider {

    @Override
    public String name() {
      return "magnitude";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Saliency create(PartRequest request) {
      return Saliency.magnitude();
    }
  }

  /** Another of the name of {@link Power}. */
  public static final class OtherPower implements SaliencyProvider {

    @Override
    public String name() {
      return "power";
    }

    @Override
    public String version() {
      return "3";
    }

    @Override
    public Saliency create(PartRequest request) {
      return Saliency.magnitude();
    }
  }
}
