package org.synprune.jobs.grid;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Comparator;

/**
 * An arm of the comparison: what is done about overfitting. Results, statistics and reports know an
 * arm by its name. Arms are ordered as in the paper; what it doesn't name follows by the alphabet.
 *
 * @param name such as {@code dropout}; not empty, without a slash
 */
public record Arm(@JsonValue String name) implements Comparable<Arm>, Serializable {

  /** The arm without any regulariser, to which relative changes refer. */
  public static final Arm NONE = of(Regulariser.NONE);

  /** The paper's own arm. */
  public static final Arm SYNAPTIC_PRUNING = of(Regulariser.SYNAPTIC_PRUNING);

  private static final Comparator<String> ORDER =
      PaperOrder.of("none", "dropout", "mc-dropout", "synaptic-pruning");

  /** Validates. */
  public Arm {
    Place.requireName("arm", name);
  }

  /**
   * The arm of a regulariser.
   *
   * @param regulariser what is done about overfitting
   * @return the arm of its name
   */
  public static Arm of(Regulariser regulariser) {
    return new Arm(regulariser.id());
  }

  @Override
  public int compareTo(Arm other) {
    return ORDER.compare(name, other.name);
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
