package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that are updated together have the masks that each would have by itself. */
class JointPruningTest {

  private static final int MODELS = 4;
  private static final Map<String, Shape> LAYERS = new LinkedHashMap<>();
  private static final int SIZE = 7 * 9 + 11 + 4 * 8;

  static {
    LAYERS.put("first", new Shape(7, 9));
    LAYERS.put("bias", new Shape(11));
    LAYERS.put("last", new Shape(4, 8));
  }

  private final Random random = new Random(5);
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Weights, many of them of the same magnitude. */
  private float[] weights() {
    float[] weights = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      weights[i] = Math.round(random.nextGaussian() * 8) / 8f;
    }
    return weights;
  }

  private static SynapticPrunerBuilder builder(CountRule rule) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.cubic(0.1, 0.8, 1, 8))
        .optCountRule(rule)
        .optUpdateEvery(2);
  }

  private static List<JointPruning.Outcome> update(List<PruningSession> sessions, int epoch) {
    return JointPruning.afterBackward(sessions, epoch, i -> path -> null);
  }

  @ParameterizedTest
  @CsvSource({
    "THRESHOLD, PAPER",
    "EXACT, PAPER",
    "THRESHOLD, REFERENCE_CODE",
    "EXACT, REFERENCE_CODE"
  })
  void masksAreThoseOfSessionsByThemselves(CountRule rule, Preset preset) {
    SynapticPruner onDevice =
        builder(rule).optPreset(preset).optPlacement(Placement.DEVICE).build();
    SynapticPruner onHost = builder(rule).optPreset(preset).optPlacement(Placement.HOST).build();
    float[][] drawn = new float[MODELS][];
    Arrays.setAll(drawn, i -> weights());
    NDArray matrix = manager.create(drawn);
    NDArray masks = manager.ones(new Shape(MODELS, SIZE));
    List<PruningSession> joint = new ArrayList<>();
    List<PruningSession> single = new ArrayList<>();
    List<NDArray> copies = new ArrayList<>();
    for (int i = 0; i < MODELS; i++) {
      copies.add(manager.create(drawn[i]));
      joint.add(onDevice.newSession(matrix.get(i), masks.get(i), LAYERS));
      single.add(onHost.newSession(copies.get(i), LAYERS));
    }
    // One is ahead of the others, as a model is that goes on.
    joint.get(3).resume(3);
    single.get(3).resume(3);
    int changes = 0;
    for (int epoch = 1; epoch <= 10; epoch++) {
      for (int batch = 0; batch < 3; batch++) {
        List<JointPruning.Outcome> outcomes = update(joint, epoch);
        for (int i = 0; i < MODELS; i++) {
          boolean changed = single.get(i).afterBackward(epoch);
          changes += changed ? 1 : 0;
          assertThat(outcomes.get(i)).isEqualTo(new JointPruning.Outcome(changed, null));
          assertThat(joint.get(i).masks()).isEqualTo(single.get(i).masks());
          assertThat(joint.get(i).report().layers()).isEqualTo(single.get(i).report().layers());
          assertThat(joint.get(i).batchesSeen()).isEqualTo(single.get(i).batchesSeen());
          assertThat(matrix.get(i).toFloatArray()).containsExactly(copies.get(i).toFloatArray());
          float[] step = weights();
          matrix.get(i).addi(manager.create(step));
          copies.get(i).addi(manager.create(step));
          joint.get(i).applyMasks();
          single.get(i).applyMasks();
        }
      }
    }
    assertThat(changes).isGreaterThan(5 * MODELS);
    assertThat(joint.get(0).report().sparsity()).isBetween(0.7, 0.8);
  }

  @Test
  void aModelThatIsNoNumberKeepsNoOtherFromItsUpdate() {
    SynapticPruner pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optUpdateEvery(1)
            .optPlacement(Placement.DEVICE)
            .build();
    List<PruningSession> sessions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] drawn = weights();
      drawn[65] = i == 1 ? Float.NaN : drawn[65];
      sessions.add(pruner.newSession(manager.create(drawn), LAYERS));
    }
    List<JointPruning.Outcome> outcomes = update(sessions, 1);
    assertThat(outcomes.stream().map(JointPruning.Outcome::changed))
        .containsExactly(true, false, true);
    assertThat(outcomes.get(1).refusal())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bias");
    assertThat(sessions.get(1).report().pruned()).isZero();
    assertThat(sessions.get(1).batchesSeen()).isEqualTo(1);
    assertThat(sessions.get(2).report().pruned()).isBetween((long) (0.4 * SIZE), SIZE / 2L);
    int arrays = manager.getManagedArrays().size();
    update(sessions, 2);
    assertThat(manager.getManagedArrays()).hasSize(arrays);
  }

  @Test
  void othersAreUpdatedByThemselves() {
    List<PruningSession> together = new ArrayList<>();
    List<PruningSession> alone = new ArrayList<>();
    float[] drawn = weights();
    float[] slopes = weights();
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    int begin = 0;
    for (Map.Entry<String, Shape> layer : LAYERS.entrySet()) {
      int end = begin + (int) layer.getValue().size();
      gradients.put(
          layer.getKey(), manager.create(Arrays.copyOfRange(slopes, begin, end), layer.getValue()));
      begin = end;
    }
    for (SynapticPruner pruner :
        List.of(
            builder(CountRule.EXACT).optScope(Scope.UNIFORM).build(),
            builder(CountRule.EXACT).optSaliency(Saliency.gradientMagnitude()).build(),
            builder(CountRule.EXACT).optPlacement(Placement.DEVICE).build(),
            PruningMethod.RIGL.builder(0.3, 0.7, 1, 8, 3).optPlacement(Placement.DEVICE).build())) {
      together.add(pruner.newSession(manager.create(drawn), LAYERS));
      alone.add(pruner.newSession(manager.create(drawn), LAYERS));
    }
    for (int epoch = 1; epoch <= 6; epoch++) {
      JointPruning.afterBackward(together, epoch, i -> gradients::get);
      for (PruningSession session : alone) {
        session.afterBackward(epoch, gradients::get);
      }
    }
    for (int i = 0; i < together.size(); i++) {
      assertThat(together.get(i).masks()).as("%d", i).isEqualTo(alone.get(i).masks());
      assertThat(together.get(i).report().pruned()).as("%d", i).isPositive();
    }
  }

  @Test
  void whatASessionThrowsIsItsOwn() {
    SynapticPruner needy =
        builder(CountRule.EXACT)
            .optSaliency(Saliency.gradientMagnitude())
            .optUpdateEvery(1)
            .build();
    List<PruningSession> sessions =
        List.of(
            needy.newSession(manager.create(weights()), LAYERS),
            builder(CountRule.EXACT)
                .optUpdateEvery(1)
                .optPlacement(Placement.DEVICE)
                .build()
                .newSession(manager.create(weights()), LAYERS));
    IllegalStateException fault = new IllegalStateException("no gradients today");
    List<JointPruning.Outcome> outcomes =
        JointPruning.afterBackward(
            sessions,
            3,
            i ->
                path -> {
                  throw fault;
                });
    assertThat(outcomes.get(0).refusal()).isSameAs(fault);
    assertThat(outcomes.get(1)).isEqualTo(new JointPruning.Outcome(true, null));
    assertThat(update(sessions, 0).get(1).refusal())
        .hasMessageContaining("The epoch must be 1 or more");
    assertThat(JointPruning.afterBackward(List.of(), 1, i -> path -> null)).isEmpty();
  }
}
