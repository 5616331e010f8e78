package org.synprune.pruning;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of many models that are trained side by side. On a GPU an update of their masks is a few
 * operations for all of them and one copy to the host, where each session by itself has some thirty
 * operations and two copies.
 */
public final class JointPruning {

  private JointPruning() {}

  /**
   * What became of a session at a batch.
   *
   * @param changed whether any mask changed
   * @param refusal what was thrown instead of an update, such as an {@link
   *     IllegalArgumentException} that names a layer with a weight that is NaN; null if nothing is
   *     wrong. The masks are then as they were
   */
  public record Outcome(boolean changed, @Nullable RuntimeException refusal) {}

  /**
   * Counts a batch in each session and updates the masks that are due, to what {@link
   * PruningSession#afterBackward(int, Function)} of each would make of them. Updated together are
   * sessions on a device that prune single weights, with layers of the same shapes in one array of
   * up to 16,777,216 weights, the same {@link Scope} and {@link CountRule}, and with {@link
   * Regrowth} or without; the others one by one.
   *
   * @param sessions the sessions
   * @param epoch the epoch, the first being 1
   * @param gradients gives what {@link PruningSession#afterBackward(int, Function)} of a session
   *     wants, by the session's index
   * @return what became of each, in order; a refused one keeps no other from its update
   * @throws EngineException if the engine fails, which is no one session's alone
   */
  public static List<Outcome> afterBackward(
      List<PruningSession> sessions,
      int epoch,
      IntFunction<Function<String, @Nullable NDArray>> gradients) {
    Outcome[] outcomes = new Outcome[sessions.size()];
    Map<JointUpdate.Kind, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      JointUpdate.Kind kind = sessions.get(i).kind();
      if (kind == null) {
        outcomes[i] = alone(sessions.get(i), epoch, gradients.apply(i));
      } else {
        alike.computeIfAbsent(kind, key -> new ArrayList<>()).add(i);
      }
    }
    for (List<Integer> group : alike.values()) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        together(sessions, group, epoch, gradients, outcomes);
      }
    }
    return Arrays.asList(outcomes);
  }

  private static Outcome alone(
      PruningSession session, int epoch, Function<String, @Nullable NDArray> gradients) {
    try {
      return new Outcome(session.afterBackward(epoch, gradients), null);
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Outcome(false, e);
    }
  }

  private static void together(
      List<PruningSession> sessions,
      List<Integer> group,
      int epoch,
      IntFunction<Function<String, @Nullable NDArray>> gradients,
      Outcome[] outcomes) {
    List<JointUpdate.Row> due = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int i : group) {
      outcomes[i] = new Outcome(false, null);
      try {
        JointUpdate.Row row = sessions.get(i).countBatch(epoch, gradients.apply(i));
        if (row != null && row.change().selects()) {
          due.add(row);
          indices.add(i);
        } else if (row != null) {
          row.layers().apply(); // nothing is exchanged, but what may grow later grows from 0
        }
      } catch (EngineException e) {
        throw e;
      } catch (RuntimeException e) {
        outcomes[i] = new Outcome(false, e);
      }
    }
    if (due.isEmpty()) {
      return;
    }
    long[] before = due.stream().mapToLong(row -> row.layers().pruned()).toArray();
    List<@Nullable IllegalArgumentException> refusals = JointUpdate.make(due);
    for (int i = 0; i < before.length; i++) {
      JointUpdate.Row row = due.get(i);
      // An exchange of weights leaves the count as it was.
      boolean changed =
          refusals.get(i) == null && (row.change().regrows() || row.layers().pruned() != before[i]);
      if (changed) {
        sessions.get(indices.get(i)).changed();
      }
      outcomes[indices.get(i)] = new Outcome(changed, refusals.get(i));
    }
  }
}
