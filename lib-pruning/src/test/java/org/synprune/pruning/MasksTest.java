package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasksTest {

  private static final Masks MASKS =
      Masks.of(
          Map.of("b", new Shape(3, 5), "a", new Shape(2, 2)),
          path -> path.equals("b") ? bits(0, 14) : bits(3));

  private static BitSet bits(int... positions) {
    var set = new BitSet();
    for (int position : positions) {
      set.set(position);
    }
    return set;
  }

  private static byte[] bytes(Masks masks) throws IOException {
    var out = new ByteArrayOutputStream();
    masks.save(out);
    return out.toByteArray();
  }

  @Test
  void answersByPathInPathOrder() {
    assertThat(MASKS.paths()).containsExactly("a", "b");
    assertThat(MASKS.shapes().keySet()).containsExactly("a", "b");
    assertThat(MASKS.toFloatArray("a")).containsExactly(1, 1, 1, 0);
    assertThat(MASKS.isActive("b", 0)).isFalse();
    assertThat(MASKS.isActive("b", 1)).isTrue();
    assertThat(MASKS.pruned("b")).isEqualTo(2);
    assertThat(MASKS.sparsity()).isEqualTo(3.0 / 19);
    assertThat(Masks.allActive(MASKS.shapes()).sparsity()).isZero();
  }

  @Test
  void unknownPathsAndPositionsAreRefused() {
    assertThatThrownBy(() -> MASKS.pruned("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no mask for c; there are [a, b].");
    assertThatThrownBy(() -> MASKS.isActive("a", 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MASKS.isActive("a", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Masks.of(Map.of("a", new Shape(2)), path -> bits(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void areStoredWithOneBitPerWeight() throws IOException {
    // header 10, "a": 2 + 1 + 1 + 2 * 8 + 1, "b": 2 + 1 + 1 + 2 * 8 + 2, checksum 8
    assertThat(bytes(MASKS)).hasSize(10 + 21 + 22 + 8);
  }

  @Property(tries = 100)
  void savingAndLoadingGivesTheSameMasks(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 70) Integer> sizes,
      @ForAll long seed)
      throws IOException {
    var shapes = new TreeMap<String, Shape>();
    for (int i = 0; i < sizes.size(); i++) {
      shapes.put("layer" + i + "/ü", new Shape(sizes.get(i), 1 + i));
    }
    var random = new java.util.SplittableRandom(seed);
    Masks masks =
        Masks.of(
            shapes,
            path -> {
              var set = new BitSet();
              random
                  .ints(shapes.get(path).size() / 2, 0, (int) shapes.get(path).size())
                  .forEach(set::set);
              return set;
            });
    Masks loaded = Masks.load(new ByteArrayInputStream(bytes(masks)));
    assertThat(loaded).isEqualTo(masks).hasSameHashCodeAs(masks);
    assertThat(bytes(loaded)).isEqualTo(bytes(masks));
    for (String path : masks.paths()) {
      assertThat(loaded.toFloatArray(path)).isEqualTo(masks.toFloatArray(path));
    }
  }

  @Test
  void differentMasksAreNotEqual() {
    assertThat(MASKS).isNotEqualTo(Masks.allActive(MASKS.shapes()));
  }

  @Test
  void aStreamStaysUsableAfterTheMasks() throws IOException {
    var out = new ByteArrayOutputStream();
    MASKS.save(out);
    out.write(42);
    var in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Masks.load(in)).isEqualTo(MASKS);
    assertThat(in.read()).isEqualTo(42);
  }

  @Test
  void everyChangedBitAndEveryCutIsNoticed() throws IOException {
    byte[] good = bytes(MASKS);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> Masks.load(new ByteArrayInputStream(bad)))
          .as("byte %d", i)
          .isInstanceOf(IOException.class);
      byte[] cut = java.util.Arrays.copyOf(good, i);
      assertThatThrownBy(() -> Masks.load(new ByteArrayInputStream(cut)))
          .isInstanceOf(IOException.class)
          .hasMessage("The masks are cut short.");
    }
  }

  @Test
  void aFileThatIsNotMasksIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.masks");
    Files.writeString(file, "something else");
    assertThatThrownBy(() -> Masks.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": These are not pruning masks.");
    MASKS.save(file);
    assertThat(Masks.load(file)).isEqualTo(MASKS);
    byte[] future = Files.readAllBytes(file);
    future[5] = 2;
    Files.write(file, future);
    assertThatThrownBy(() -> Masks.load(file)).hasMessageContaining("version 2");
  }

  @Test
  void aMismatchNamesEveryPath() {
    MASKS.requireMatch(Map.of("a", new Shape(2, 2), "b", new Shape(3, 5)));
    assertThatThrownBy(() -> MASKS.requireMatch(Map.of("b", new Shape(5, 3), "c", new Shape(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The masks don't fit the model: {a=not a prunable parameter of this model, b=shape (3,"
                + " 5) instead of (5, 3), c=missing}.");
  }
}
