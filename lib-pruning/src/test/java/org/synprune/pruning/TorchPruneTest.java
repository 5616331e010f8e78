package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares masks with those of {@code torch.nn.utils.prune}, {@code torch.ao.pruning} and a plain
 * version of RigL, all made by {@code src/test/python/make_structures.py}.
 */
class TorchPruneTest {

  private static final List<String> NAMES = List.of("a", "b", "c");

  private final Map<String, NDArray> trace = new HashMap<>();
  private NDManager manager;

  @BeforeEach
  void read() throws Exception {
    manager = NDManager.newBaseManager();
    String resource = "/golden/structures.npz";
    try (InputStream in = TorchPruneTest.class.getResourceAsStream(resource)) {
      NDList.decode(manager, Objects.requireNonNull(in, resource))
          .forEach(array -> trace.put(array.getName(), array));
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Map<String, NDArray> layers(String suffix) {
    var layers = new TreeMap<String, NDArray>();
    NAMES.forEach(name -> layers.put(name, trace.get(name + suffix)));
    return layers;
  }

  private static SynapticPrunerBuilder exact(double sparsity) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optCountRule(CountRule.EXACT)
        .optUpdateEvery(1);
  }

  private Masks prune(SynapticPrunerBuilder builder) {
    try (var session = builder.build().newSession(layers(""))) {
      assertThat(session.afterBackward(1, layers("_gradient")::get)).isTrue();
      return session.masks();
    }
  }

  private static float[] flat(Masks masks) {
    float[] all = new float[(int) masks.shapes().values().stream().mapToLong(Shape::size).sum()];
    int at = 0;
    for (String path : masks.paths()) {
      float[] part = masks.toFloatArray(path);
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private void assertMasks(Masks actual, String expected) {
    assertThat(flat(actual)).as(expected).containsExactly(trace.get(expected).toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 90})
  void unstructuredMasksAreTorchs(int percent) {
    double sparsity = percent / 100.0;
    assertMasks(prune(exact(sparsity)), "global_" + percent);
    assertMasks(prune(exact(sparsity).optScope(Scope.UNIFORM)), "layer_" + percent);
    assertMasks(
        prune(exact(sparsity).optSaliency(Saliency.gradientMagnitude())), "taylor_" + percent);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 90})
  void randomPrunesAsManyAsTorch(int percent) {
    Masks masks =
        prune(exact(percent / 100.0).optScope(Scope.UNIFORM).optSaliency(Saliency.random(3)));
    float[] expected = trace.get("random_" + percent).toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(masks.pruned(NAMES.get(i))).isEqualTo((long) expected[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 90})
  void erkGivesEachLayerItsDensity(int percent) {
    Masks masks = prune(exact(percent / 100.0).optScope(Scope.ERK));
    float[] density = trace.get("erk_" + percent).toFloatArray();
    for (int i = 0; i < density.length; i++) {
      long size = masks.shapes().get(NAMES.get(i)).size();
      double expected = (1.0 - density[i]) * size;
      assertThat((double) masks.pruned(NAMES.get(i))).isBetween(expected - 1, expected + 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 90})
  void neuronsAreTorchsStructured(int percent) {
    assertMasks(
        prune(exact(percent / 100.0).optScope(Scope.UNIFORM).optStructure(Structure.neurons())),
        "neurons_" + percent);
  }

  @Test
  void twoOfFourIsTorchs() {
    assertMasks(prune(exact(0.5).optScope(null).optStructure(Structure.nOfM(2, 4))), "two_of_four");
  }

  @Test
  void lstmUnitsGoFromAllGatesOfBothMatrices() {
    NDArray input = trace.get("lstm_i2h");
    NDArray state = trace.get("lstm_h2h");
    var layers = Map.of("01LSTM_l_0_i2h_WEIGHT", input, "01LSTM_l_0_h2h_WEIGHT", state);
    var pruner = exact(0.5).optStructure(Structure.neurons()).build();
    try (var session = pruner.newSession(layers)) {
      session.afterBackward(1);
      Masks masks = session.masks();
      assertThat(masks.toFloatArray("01LSTM_l_0_i2h_WEIGHT"))
          .containsExactly(trace.get("lstm_i2h_mask").toFloatArray());
      assertThat(masks.toFloatArray("01LSTM_l_0_h2h_WEIGHT"))
          .containsExactly(trace.get("lstm_h2h_mask").toFloatArray());
    }
  }

  @Test
  void everyUpdateOfRigLAgrees() {
    var layers = layers("");
    var shapes = new TreeMap<String, Shape>();
    layers.forEach((path, weight) -> shapes.put(path, weight.getShape()));
    Masks first = masks(shapes, trace.get("rigl_first").toFloatArray());
    var pruner =
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(0.6))
            .optScope(Scope.ERK)
            .optRegrowth(Regrowth.byGradient(0.3, 7, 0))
            .optUpdateEvery(1)
            .optFirstMasks(first)
            .build();
    NDArray weights = trace.get("rigl_weights");
    int exchanged = 0;
    try (var session = pruner.newSession(layers)) {
      assertThat(session.masks()).isEqualTo(first);
      for (int step = 0; step < weights.size(0); step++) {
        Map<String, NDArray> now = split(shapes, weights.get(step));
        now.forEach((path, values) -> layers.get(path).set(new NDIndex("..."), values));
        session.afterBackward(step + 1, split(shapes, trace.get("rigl_gradients").get(step))::get);
        assertThat(flat(session.masks()))
            .as("step %d", step)
            .containsExactly(trace.get("rigl_masks").get(step).toFloatArray());
        exchanged += (int) trace.get("rigl_exchanged").get(step).sum().getFloat();
        assertThat(session.masks().sparsity()).isEqualTo(first.sparsity());
      }
    }
    assertThat(exchanged).isGreaterThan(50);
  }

  private static Masks masks(Map<String, Shape> shapes, float[] values) {
    var bits = new HashMap<String, BitSet>();
    int begin = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      int size = (int) entry.getValue().size();
      var pruned = new BitSet();
      float[] part = Arrays.copyOfRange(values, begin, begin + size);
      for (int i = 0; i < size; i++) {
        pruned.set(i, part[i] == 0);
      }
      bits.put(entry.getKey(), pruned);
      begin += size;
    }
    return Masks.of(shapes, bits::get);
  }

  private static Map<String, NDArray> split(Map<String, Shape> shapes, NDArray flat) {
    var parts = new HashMap<String, NDArray>();
    long begin = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      long end = begin + entry.getValue().size();
      parts.put(
          entry.getKey(), flat.get(new NDIndex("{}:{}", begin, end)).reshape(entry.getValue()));
      begin = end;
    }
    return parts;
  }
}
