package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseWeightsTest extends ManagedArrays {

  private static final String FIRST = "01Linear_weight";

  @TempDir private Path folder;

  private Block network(int units) {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(units).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 64));
    return block;
  }

  private static Map<String, float[]> values(Block block) {
    var values = new TreeMap<String, float[]>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      values.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
    }
    return values;
  }

  private float[] output(Block block, NDArray x) {
    var store = new ParameterStore(manager, false);
    return block.forward(store, new NDList(x), false).singletonOrThrow().toFloatArray();
  }

  /** CSR by hand: an empty row, a full row, and an active weight that is 0. */
  @Test
  void csrHasTheArraysOfTheTextbook() {
    Block block = new SequentialBlock().add(Linear.builder().setUnits(4).optBias(false).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    NDArray weight = block.getParameters().get(FIRST).getArray();
    float[] numbers = {0, 5, 0, 0, 0, 0, 1, 2, 3, 0, 0, -4};
    try (NDArray alias = weight.stopGradient()) {
      alias.set(new ai.djl.ndarray.index.NDIndex("..."), manager.create(numbers, new Shape(4, 3)));
    }
    var pruned = new java.util.BitSet();
    for (int i : new int[] {0, 2, 3, 4, 5, 10}) {
      pruned.set(i);
    }
    Masks masks = Masks.of(Map.of(FIRST, new Shape(4, 3)), path -> pruned);
    CsrMatrix csr = SparseWeights.of(block, masks).csr(FIRST);
    assertThat(csr.rows()).isEqualTo(4);
    assertThat(csr.columns()).isEqualTo(3);
    assertThat(csr.rowStarts()).containsExactly(0, 1, 1, 4, 6);
    assertThat(csr.columnIndices()).containsExactly(1, 0, 1, 2, 0, 2);
    assertThat(csr.values()).containsExactly(5, 1, 2, 3, 0, -4);
    assertThat(csr.toDense()).containsExactly(numbers);
    assertThat(csr).hasToString("CsrMatrix[4 x 3, 6 values]");

    float[] one = new float[4];
    csr.multiply(new float[] {1, 10, 100}, 1, one);
    assertThat(one).containsExactly(50, 0, 321, -400);
    float[] two = {9, 9, 9, 9, 9, 9, 9, 9};
    csr.multiply(new float[] {1, 0, 10, 0, 100, 1}, 2, two);
    assertThat(two).containsExactly(50, 0, 0, 0, 321, 3, -400, -4);
    assertThatThrownBy(() -> csr.multiply(new float[3], 2, new float[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A matrix of 4 x 3 can't take 3 numbers to 8 as 2 vectors.");
  }

  @Test
  void theProductIsTheEnginesOwn() {
    Block block = network(40);
    CsrMatrix csr = SparseWeights.of(block, Pruning.apply(block, 0.9)).csr(FIRST);
    NDArray x = manager.randomNormal(new Shape(64, 7));
    float[] y = new float[40 * 7];
    csr.multiply(x.toFloatArray(), 7, y);
    NDArray expected = block.getParameters().get(FIRST).getArray().matMul(x);
    assertThat(manager.create(y, new Shape(40, 7)).allClose(expected, 1e-5, 1e-6, false)).isTrue();
  }

  @Test
  void aZipBringsTheSameBlockBack() throws Exception {
    Block block = network(32);
    // Running means and variances that differ from those of a new block.
    NDArray x = manager.randomNormal(new Shape(16, 64));
    block.forward(new ParameterStore(manager, false), new NDList(x), true);
    Masks masks = Pruning.apply(block, 0.8);
    Path file = folder.resolve("net.zip");
    SparseWeights.of(block, masks).save(file);

    Block fresh = network(32);
    NDArray storage = fresh.getParameters().get(FIRST).getArray().stopGradient();
    SparseWeights loaded = SparseWeights.load(file);
    assertThat(loaded.writeTo(fresh)).isEqualTo(masks).isEqualTo(loaded.masks());
    Map<String, float[]> expected = values(block);
    values(fresh)
        .forEach(
            (path, now) ->
                assertThat(now).as(path).containsExactly(withPlainZeros(expected.get(path))));
    assertThat(output(fresh, x)).containsExactly(output(block, x));
    assertThat(storage.toFloatArray()).containsExactly(values(fresh).get(FIRST));
  }

  /** Replaces -0, which masking leaves of a negative weight, by the 0 that the file gives. */
  private static float[] withPlainZeros(float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] == 0 ? 0 : values[i];
    }
    return result;
  }

  @Test
  void equalWeightsGiveEqualBytesAndFewOfThem() throws Exception {
    Block block = new SequentialBlock().add(Linear.builder().setUnits(500).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 200));
    SparseWeights weights = SparseWeights.of(block, Pruning.apply(block, 0.9));
    Path file = folder.resolve("a.zip");
    weights.save(file);
    SparseWeights.load(file).save(folder.resolve("b.zip"));
    assertThat(folder.resolve("b.zip")).hasSameBinaryContentAs(file);
    // 100,000 bits, 10,000 floats and 500 biases; as dense arrays it would be 402,000 bytes
    assertThat(Files.size(file)).isLessThan(12_500 + 40_000 + 2_000 + 1_500);
    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(java.util.zip.ZipEntry::getName))
          .containsExactly("masks", "active/01Linear_weight", "other/01Linear_bias");
      assertThat(zip.getEntry("active/01Linear_weight").getSize()).isEqualTo(40_000);
    }
  }

  @Test
  void aBlockThatDoesNotFitStaysAsItWas() throws Exception {
    Block block = network(32);
    SparseWeights weights = SparseWeights.of(block, Pruning.apply(block, 0.5));
    Block wider = network(33);
    Map<String, float[]> before = values(wider);
    assertThatThrownBy(() -> weights.writeTo(wider))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01Linear_weight=shape (32, 64) instead of (33, 64)");
    values(wider).forEach((path, now) -> assertThat(now).containsExactly(before.get(path)));

    Masks none = Masks.allActive(Map.of());
    SparseWeights dense = SparseWeights.of(network(32), none);
    assertThatThrownBy(() -> dense.writeTo(wider))
        .hasMessageContaining(
            "01Linear_bias=float32 of shape (32) instead of float32 of shape (33)");
    Block shorter = new SequentialBlock().add(Linear.builder().setUnits(32).build());
    shorter.initialize(manager, DataType.FLOAT32, new Shape(2, 64));
    assertThatThrownBy(() -> dense.writeTo(shorter))
        .hasMessageContaining("04Linear_bias=not a parameter of this block");
  }

  @Test
  void masksThatAreNotAppliedAreRefused() {
    Masks masks = Pruning.apply(network(32), 0.5);
    assertThatThrownBy(() -> SparseWeights.of(network(32), masks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The masks aren't applied: weight ")
        .hasMessageContaining(" of 01Linear_weight is pruned, but its value is ");
    Masks narrow = Masks.allActive(Map.of(FIRST, new Shape(32, 63)));
    assertThatThrownBy(() -> SparseWeights.of(network(32), narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01Linear_weight=shape (32, 63) instead of (32, 64)");
    Block bare = new SequentialBlock().add(Linear.builder().setUnits(32).build());
    assertThatThrownBy(() -> SparseWeights.of(bare, masks))
        .hasMessageContaining("must be initialized, but 01Linear_");
    assertThatThrownBy(() -> SparseWeights.of(network(32), Masks.allActive(Map.of())).csr(FIRST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no mask for 01Linear_weight");
  }

  @Test
  void damagedFilesAreRefusedByName() throws Exception {
    Block block = network(32);
    Path good = folder.resolve("good.zip");
    SparseWeights.of(block, Pruning.apply(block, 0.5)).save(good);
    byte[] bytes = Files.readAllBytes(good);

    byte[] changed = bytes.clone();
    changed[bytes.length / 3] ^= 0x10;
    assertRefused("changed.zip", changed, "");
    assertRefused("short.zip", Arrays.copyOf(bytes, bytes.length / 2), "cut short");
    assertRefused("text.zip", "weights".getBytes(java.nio.charset.StandardCharsets.UTF_8), "isn't");
    var otherMasks = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.ZipOutputStream(otherMasks)) {
      zip.putNextEntry(new java.util.zip.ZipEntry("masks"));
      Masks.allActive(Map.of(FIRST, new Shape(2, 2))).save(zip);
    }
    assertRefused(
        "less.zip",
        otherMasks.toByteArray(),
        "By its mask 01Linear_weight has 4 active weights, but the file has 0.");
  }

  private void assertRefused(String name, byte[] bytes, String reason) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    assertThatThrownBy(() -> SparseWeights.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason);
  }
}
