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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Methods with all ways to score, to count and to grow; one model of each prunes otherwise. */
  static Stream<Arguments> methods() {
    Stream<Arguments> named =
        Stream.of(PruningMethodTest.Method.values())
            .map(method -> Arguments.of(method.name(), method.builder(3)));
    Stream<Arguments> built =
        Stream.of(
            Arguments.of("uniform", builder(CountRule.EXACT).optScope(Scope.UNIFORM)),
            Arguments.of("uniform threshold", builder(CountRule.THRESHOLD).optScope(Scope.UNIFORM)),
            Arguments.of("erk", builder(CountRule.EXACT).optScope(Scope.ERK)),
            Arguments.of(
                "gradients", builder(CountRule.EXACT).optSaliency(Saliency.gradientMagnitude())),
            Arguments.of(
                "growth by layer",
                SynapticPruner.builder()
                    .optSchedule(SparsitySchedule.constant(0.6))
                    .optScope(Scope.ERK)
                    .optRegrowth(Regrowth.byGradient(0.3, 6, 5))));
    return Stream.concat(named, built);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void allMethodsAreAsInSessionsByThemselves(String name, SynapticPrunerBuilder builder) {
    builder.optUpdateEvery(2);
    SynapticPruner onDevice = builder.optPlacement(Placement.DEVICE).build();
    SynapticPruner onHost = builder.optPlacement(Placement.HOST).build();
    SynapticPruner odd = builder(CountRule.EXACT).optPlacement(Placement.HOST).build();
    List<PruningSession> joint = new ArrayList<>();
    List<PruningSession> alone = new ArrayList<>();
    List<NDArray> weights = new ArrayList<>();
    List<NDArray> copies = new ArrayList<>();
    for (int i = 0; i < MODELS; i++) {
      float[] drawn = weights();
      weights.add(manager.create(drawn));
      copies.add(manager.create(drawn));
      joint.add((i == 1 ? odd : onDevice).newSession(weights.get(i), LAYERS));
      alone.add((i == 1 ? odd : onHost).newSession(copies.get(i), LAYERS));
    }
    joint.get(2).applyMasks();
    alone.get(2).applyMasks();
    int changes = 0;
    for (int epoch = 1; epoch <= 10; epoch++) {
      for (int batch = 0; batch < 3; batch++) {
        List<Map<String, NDArray>> gradients = new ArrayList<>();
        for (int i = 0; i < MODELS; i++) {
          gradients.add(layers(weights()));
        }
        List<JointPruning.Outcome> outcomes =
            JointPruning.afterBackward(joint, epoch, i -> gradients.get(i)::get);
        for (int i = 0; i < MODELS; i++) {
          boolean changed = alone.get(i).afterBackward(epoch, gradients.get(i)::get);
          changes += changed ? 1 : 0;
          assertThat(outcomes.get(i)).isEqualTo(new JointPruning.Outcome(changed, null));
          assertThat(joint.get(i).masks()).as("%d", i).isEqualTo(alone.get(i).masks());
          assertThat(joint.get(i).report().layers()).isEqualTo(alone.get(i).report().layers());
          float[] step = weights();
          weights.get(i).addi(manager.create(step));
          copies.get(i).addi(manager.create(step));
          // Sometimes not: what grows has to grow from 0 nevertheless.
          if (batch > 0) {
            joint.get(i).applyMasks();
            alone.get(i).applyMasks();
          }
          assertThat(weights.get(i).toFloatArray()).containsExactly(copies.get(i).toFloatArray());
        }
      }
    }
    assertThat(changes).isGreaterThan(MODELS);
  }

  /** Numbers as arrays of the layers. */
  private Map<String, NDArray> layers(float[] numbers) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    int begin = 0;
    for (Map.Entry<String, Shape> layer : LAYERS.entrySet()) {
      int end = begin + (int) layer.getValue().size();
      arrays.put(
          layer.getKey(),
          manager.create(Arrays.copyOfRange(numbers, begin, end), layer.getValue()));
      begin = end;
    }
    return arrays;
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
