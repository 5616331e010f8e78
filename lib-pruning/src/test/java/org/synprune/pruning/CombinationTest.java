package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every combination of parts either works as documented or is refused with the reason. */
class CombinationTest {

  private static final List<Saliency> SALIENCIES =
      List.of(Saliency.magnitude(), Saliency.gradientMagnitude(), Saliency.random(5), (w, g) -> w);
  private static final List<Structure> STRUCTURES =
      List.of(
          Structure.unstructured(),
          Structure.nOfM(2, 4),
          Structure.nOfM(1, 4),
          Structure.neurons());
  private static final List<SparsitySchedule> SCHEDULES =
      List.of(
          SparsitySchedule.cubic(0.3, 0.75, 2, 6),
          SparsitySchedule.polynomial(0.1, 0.5, 0, 5, 3),
          SparsitySchedule.oneShot(0.5, 3),
          SparsitySchedule.constant(0.75),
          SparsitySchedule.growThenPrune(0.75, 0.25, 0.5, 3, 6),
          t -> t < 4 ? 0 : 0.5);
  private static final List<Optional<Regrowth>> REGROWTHS =
      List.of(
          Optional.empty(),
          Optional.of(Regrowth.byGradient(0.3, 5, 1)),
          Optional.of(Regrowth.random(0.3, 5, 1)));

  private static Map<String, NDArray> layers(NDManager manager, SplittableRandom random) {
    var layers = new TreeMap<String, NDArray>();
    int state = random.nextInt(1, 5) * 4;
    var shapes =
        Map.of(
            "l_0_i2h_WEIGHT", new Shape(4L * state, 8),
            "l_0_h2h_WEIGHT", new Shape(4L * state, state),
            "linear", new Shape(random.nextInt(2, 30), 12),
            "narrow", new Shape(2, 4));
    shapes.forEach(
        (path, shape) ->
            layers.put(
                path,
                manager.create(
                    PruningPropertiesTest.values(random, (int) shape.size(), false), shape)));
    return layers;
  }

  private static NDArray like(NDManager manager, NDArray w, SplittableRandom random) {
    return manager.create(
        PruningPropertiesTest.values(random, (int) w.size(), false), w.getShape());
  }

  @Test
  void whatCanBeBuiltReachesItsTargetAndTheRestHasItsReason() {
    int built = 0;
    int refused = 0;
    for (Saliency saliency : SALIENCIES) {
      for (Structure structure : STRUCTURES) {
        for (SparsitySchedule schedule : SCHEDULES) {
          for (Scope scope : Scope.values()) {
            for (Optional<Regrowth> regrowth : REGROWTHS) {
              var builder =
                  SynapticPruner.builder()
                      .optSaliency(saliency)
                      .optStructure(structure)
                      .optSchedule(schedule)
                      .optScope(scope)
                      .optCountRule(CountRule.EXACT)
                      .optRegrowth(regrowth.orElse(null))
                      .optUpdateEvery(1);
              SynapticPruner pruner;
              SynapticPruner onDevice;
              try {
                pruner = builder.build();
                onDevice = builder.optPlacement(Placement.DEVICE).build();
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s)(The |Regrowth works).*\\.");
                refused++;
                continue;
              }
              List<Masks> masks = train(pruner, built, structure, schedule, scope);
              assertThat(train(onDevice, built, structure, schedule, scope))
                  .as("on the device")
                  .isEqualTo(masks);
              built++;
            }
          }
        }
      }
    }
    // For each saliency: single weights 5 x 3 without regrowth and 6 x 3 with each kind, neurons
    // 5 x 3, 2:4 with the two schedules at 0.5, 1:4 with one.
    assertThat(built).isEqualTo(4 * (15 + 36 + 15 + 2 + 1));
    assertThat(built + refused).isEqualTo(4 * 4 * 6 * 3 * 3);
  }

  private static List<Masks> train(
      SynapticPruner pruner,
      int seed,
      Structure structure,
      SparsitySchedule schedule,
      Scope scope) {
    var random = new SplittableRandom(seed);
    var masks = new ArrayList<Masks>();
    try (NDManager manager = NDManager.newBaseManager()) {
      var layers = layers(manager, random);
      try (var session = pruner.newSession(layers)) {
        for (int epoch = 1; epoch <= 8; epoch++) {
          var gradients = new TreeMap<String, NDArray>();
          layers.forEach((path, w) -> gradients.put(path, like(manager, w, random)));
          session.afterBackward(epoch, gradients::get);
          for (NDArray w : layers.values()) {
            w.addi(like(manager, w, random));
          }
          session.applyMasks();
          double target = schedule.sparsityAt(epoch);
          if (target > 0) {
            assertReached(session, structure, scope, target);
          }
          assertPattern(session.masks(), structure, target);
          masks.add(session.masks());
        }
      }
    }
    return masks;
  }

  private static void assertReached(
      PruningSession session, Structure structure, Scope scope, double target) {
    var shapes = session.shapes();
    List<SparsityReport.Layer> reports = session.report().layers();
    double[] targets = scope.layerTargets(target, List.copyOf(shapes.values()));
    if (structure instanceof BuiltInStructures.Neurons) {
      // Rounded down to whole neurons: at most one neuron less in each layer.
      long neuron = 4 * (8 + shapes.get("l_0_h2h_WEIGHT").get(1));
      double missed = target * session.report().total() - session.report().pruned();
      assertThat(missed).isBetween(-1e-6, neuron + 12 + 4.0);
      return;
    }
    if (scope == Scope.GLOBAL && !(structure instanceof BuiltInStructures.NOfM)) {
      assertThat(session.report().pruned())
          .isEqualTo((long) Math.floor(target * session.report().total()));
      return;
    }
    for (int i = 0; i < targets.length; i++) {
      SparsityReport.Layer layer = reports.get(i);
      long expected = (long) Math.floor(targets[i] * layer.total());
      assertThat(layer.pruned()).as(layer.path()).isEqualTo(expected);
    }
  }

  private static void assertPattern(Masks masks, Structure structure, double target) {
    if (structure instanceof BuiltInStructures.NOfM pattern && target > 0) {
      for (String path : masks.paths()) {
        float[] mask = masks.toFloatArray(path);
        for (int i = 0; i < mask.length; i += pattern.m()) {
          float kept = 0;
          for (int j = 0; j < pattern.m(); j++) {
            kept += mask[i + j];
          }
          assertThat(kept).isEqualTo(pattern.n());
        }
      }
    }
    if (structure instanceof BuiltInStructures.Neurons) {
      for (String path : List.of("linear", "narrow")) {
        assertWholeRows(masks, path);
      }
      float[] input = masks.toFloatArray("l_0_i2h_WEIGHT");
      float[] state = masks.toFloatArray("l_0_h2h_WEIGHT");
      int units = (int) masks.shapes().get("l_0_h2h_WEIGHT").get(1);
      for (int unit = 0; unit < units; unit++) {
        for (int gate = 0; gate < 4; gate++) {
          int row = gate * units + unit;
          assertThat(input[row * 8]).isEqualTo(input[unit * 8]);
          assertThat(state[row * units]).isEqualTo(input[unit * 8]);
        }
      }
      assertWholeRows(masks, "l_0_i2h_WEIGHT");
      assertWholeRows(masks, "l_0_h2h_WEIGHT");
    }
  }

  private static void assertWholeRows(Masks masks, String path) {
    float[] mask = masks.toFloatArray(path);
    int columns = (int) masks.shapes().get(path).get(1);
    boolean any = false;
    for (int i = 0; i < mask.length; i++) {
      assertThat(mask[i]).isEqualTo(mask[i / columns * columns]);
      any |= mask[i] == 1;
    }
    assertThat(any).as("%s has an active neuron", path).isTrue();
  }

  private static void assertRefused(SynapticPrunerBuilder builder, String reason) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  private static SynapticPrunerBuilder twoOfFour() {
    return SynapticPruner.builder()
        .optStructure(Structure.nOfM(2, 4))
        .optSchedule(SparsitySchedule.constant(0.5));
  }

  private static SynapticPrunerBuilder neurons() {
    return SynapticPruner.builder().optStructure(Structure.neurons());
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedWithTheReason() {
    assertRefused(
        twoOfFour().optSchedule(SparsitySchedule.constant(0.6)),
        "The structure 2:4 has the sparsity 0.5: the schedule must be constant or one-shot at that"
            + " value, but is Constant[sparsity=0.6].");
    assertRefused(
        twoOfFour().optSchedule(SparsitySchedule.cubic(0.1, 0.5, 1, 2)),
        "The structure 2:4 has the sparsity 0.5: the schedule must be constant or one-shot at that"
            + " value, but is Cubic[min=0.1, max=0.5, warmup=1.0, total=2.0].");
    assertRefused(
        twoOfFour().optScope(Scope.ERK),
        "The structure 2:4 gives every layer the same sparsity: the scope must be UNIFORM.");
    assertRefused(
        twoOfFour().optPreset(Preset.REFERENCE_CODE),
        "The preset REFERENCE_CODE prunes vectors too, and those have no 2:4 structure.");
    assertRefused(
        twoOfFour().optRegrowth(Regrowth.random(0.3, 5, 1)),
        "Regrowth works only on single weights, but the structure is 2:4.");
    assertRefused(
        neurons().optCountRule(CountRule.THRESHOLD),
        "The count rule THRESHOLD works only for single weights without regrowth: use EXACT.");
    assertRefused(
        SynapticPruner.builder().optSchedule(SparsitySchedule.growThenPrune(0.7, 0.3, 0.7, 2, 9)),
        "The schedule GrowThenPrune[start=0.7, peak=0.3, end=0.7, peakAt=2.0, total=9.0] lets"
            + " weights grow back: set a regrowth.");
    assertRefused(
        SynapticPruner.builder()
            .optPreset(Preset.REFERENCE_CODE)
            .optRegrowth(Regrowth.random(0.3, 5, 1)),
        "The published scripts never regrow: use the preset PAPER.");
    assertRefused(
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.5))
            .optRegrowth(Regrowth.random(0.3, 5, 1))
            .optUpdateEvery(10)
            .optPlan(10, 1),
        "Nothing can regrow: the first update is at 10.0, but regrowth ends at 5.0.");
  }

  @Test
  void weightsThatDoNotFitAStructureAreRefusedByName() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray odd = manager.ones(new Shape(4, 6));
      assertThatThrownBy(() -> twoOfFour().build().newSession(Map.of("odd", odd)))
          .hasMessage(
              "The number of inputs must be a multiple of 4 for 2:4 pruning, but is 6 in odd of shape"
                  + " (4, 6): exclude it.");
      NDArray vector = manager.ones(new Shape(4));
      assertThatThrownBy(() -> neurons().build().newSession(Map.of("scale", vector)))
          .hasMessage("Pruning neurons needs weights of two or more dimensions, but scale is (4).");
      NDArray empty = manager.ones(new Shape(0, 3));
      assertThatThrownBy(() -> neurons().build().newSession(Map.of("none", empty)))
          .hasMessage(
              "Pruning neurons needs weights of two or more dimensions, but none is (0, 3).");
      assertThatThrownBy(() -> neurons().build().newSession(Map.of("l_0_i2h_WEIGHT", odd)))
          .hasMessage(
              "A recurrent layer's neurons are in two matrices: prune both or none of"
                  + " l_0_i2h_WEIGHT and l_0_h2h_WEIGHT.");
      assertThat(manager.getManagedArrays()).hasSize(3);
    }
  }

  @Test
  void aScheduleOfYourOwnMustKeepToThePattern() {
    try (NDManager manager = NDManager.newBaseManager()) {
      var pruner = twoOfFour().optSchedule(t -> t < 2 ? 0.4 : 0.5).optUpdateEvery(1).build();
      try (var session = pruner.newSession(Map.of("w", manager.ones(new Shape(2, 4))))) {
        assertThatThrownBy(() -> session.afterBackward(1))
            .hasMessage("The schedule's value at 1.0 must be 0 or 0.5, but is 0.4.");
      }
    }
  }
}
