package org.synprune.jobs.grid;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a grid asks: whether some arms make smaller errors than others.
 *
 * @param treatment the arms that are asked for
 * @param against the arms that each of them is compared with
 */
public record Question(List<Arm> treatment, List<Arm> against) implements Serializable {

  /** Asks nothing. */
  public static final Question NOTHING = new Question(List.of(), List.of());

  /** Copies the lists; an arm that is named twice counts once. */
  public Question {
    treatment = List.copyOf(new LinkedHashSet<>(treatment));
    against = List.copyOf(new LinkedHashSet<>(against));
  }

  /**
   * Two arms that are compared.
   *
   * @param treatment the first
   * @param against the second
   */
  public record Pair(Arm treatment, Arm against) implements Serializable {

    /**
     * The same comparison the other way round.
     *
     * @return the pair with its arms swapped
     */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
    public Pair reversed() {
      return new Pair(against, treatment);
    }
  }

  /**
   * All pairs that are compared; none twice, also not the other way round.
   *
   * @return each treatment with each arm that it is compared with
   */
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Arm first : treatment) {
      for (Arm second : against) {
        if (!first.equals(second) && !pairs.contains(new Pair(second, first))) {
          pairs.add(new Pair(first, second));
        }
      }
    }
    return List.copyOf(pairs);
  }

  /**
   * What a grid asks that doesn't say: whether pruning beats the rest.
   *
   * @param arms the arms of the grid
   * @return the arms that prune against those that don't
   */
  public static Question ofPruning(List<ArmSpec> arms) {
    Map<Boolean, List<Arm>> byPruning =
        arms.stream()
            .collect(
                Collectors.partitioningBy(
                    arm -> arm.regulariser().prunes(),
                    Collectors.mapping(ArmSpec::arm, Collectors.toList())));
    return new Question(byPruning.get(true), byPruning.get(false));
  }

  /**
   * The part of the question that some arms can answer.
   *
   * @param arms the arms that there are
   * @return the question without the others
   */
  public Question of(List<Arm> arms) {
    return new Question(
        treatment.stream().filter(arms::contains).toList(),
        against.stream().filter(arms::contains).toList());
  }
}
