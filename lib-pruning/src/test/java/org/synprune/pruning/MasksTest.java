package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {

  private final Masks masks =
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
    assertThat(masks.paths()).containsExactly("a", "b");
    assertThat(masks.shapes().keySet()).containsExactly("a", "b");
    assertThat(masks.toFloatArray("a")).containsExactly(1, 1, 1, 0);
    assertThat(masks.isActive("b", 0)).isFalse();
    assertThat(masks.isActive("b", 1)).isTrue();
    assertThat(masks.pruned("b")).isEqualTo(2);
    assertThat(masks.sparsity()).isEqualTo(3.0 / 19);
    Masks active = Masks.allActive(masks.shapes());
    assertThat(active.shapes()).isEqualTo(masks.shapes());
    assertThat(active.toFloatArray("a")).containsExactly(1, 1, 1, 1);
    assertThat(active.sparsity()).isZero();
    assertThat(active).hasToString("Masks[2 parameters, sparsity 0.0]");
  }

  @Test
  void unknownPathsAndPositionsAreRefused() {
    assertThatThrownBy(() -> masks.pruned("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no mask for c, only for [a, b].");
    assertThatThrownBy(() -> masks.isActive("a", 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> masks.isActive("a", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Masks.of(Map.of("a", new Shape(2)), path -> bits(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void areStoredWithOneBitPerWeight() throws IOException {
    // header 10, "a": 2 + 1 + 1 + 2 * 8 + 1, "b": 2 + 1 + 1 + 2 * 8 + 2, checksum 8
    assertThat(bytes(masks)).hasSize(10 + 21 + 22 + 8);
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
    Masks drawn =
        Masks.of(
            shapes,
            path -> {
              var set = new BitSet();
              random
                  .ints(shapes.get(path).size() / 2, 0, (int) shapes.get(path).size())
                  .forEach(set::set);
              return set;
            });
    Masks loaded = Masks.load(new ByteArrayInputStream(bytes(drawn)));
    assertThat(loaded).isEqualTo(drawn).hasSameHashCodeAs(drawn);
    assertThat(bytes(loaded)).isEqualTo(bytes(drawn));
    for (String path : drawn.paths()) {
      assertThat(loaded.toFloatArray(path)).isEqualTo(drawn.toFloatArray(path));
    }
  }

  @Test
  void differentMasksAreNotEqual() {
    assertThat(masks).isNotEqualTo(Masks.allActive(masks.shapes()));
  }

  @Test
  void aStreamStaysUsableAfterTheMasks() throws IOException {
    var out = new ByteArrayOutputStream();
    masks.save(out);
    out.write(42);
    var in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Masks.load(in)).isEqualTo(masks);
    assertThat(in.read()).isEqualTo(42);
  }

  @Test
  void savingLeavesNothingInABuffer() throws IOException {
    var out = new ByteArrayOutputStream();
    masks.save(new BufferedOutputStream(out));
    assertThat(out.toByteArray()).isEqualTo(bytes(masks));
  }

  @Test
  void aParameterMayBeEmpty() throws IOException {
    Masks empty = Masks.allActive(Map.of("a", new Shape(0, 5), "b", new Shape(5, 0)));
    assertThat(Masks.load(new ByteArrayInputStream(bytes(empty)))).isEqualTo(empty);
  }

  /** More weights than an array can hold are refused before they are read, fewer are read. */
  @ParameterizedTest
  @CsvSource({
    "2147483647, 1, The masks are cut short.",
    "1073741823, 2, The masks are cut short.",
    "1073741824, 2, The masks are damaged at w.",
    "2147483648, 1, The masks are damaged at w.",
    "1, 2147483648, The masks are damaged at w.",
    "-1, 1, The masks are damaged at w.",
  })
  void impossibleShapesAreNotBelieved(long rows, long columns, String message) throws IOException {
    var out = new ByteArrayOutputStream();
    var data = new DataOutputStream(out);
    data.writeBytes("SPMK");
    data.writeShort(1);
    data.writeInt(1);
    data.writeUTF("w");
    data.writeByte(2);
    data.writeLong(rows);
    data.writeLong(columns);
    data.writeLong(0);
    assertThatThrownBy(() -> Masks.load(new ByteArrayInputStream(out.toByteArray())))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void everyChangedBitAndEveryCutIsNoticed() throws IOException {
    byte[] good = bytes(masks);
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
        .hasMessage(file + ": This isn't a file of pruning masks.");
    masks.save(file);
    assertThat(Masks.load(file)).isEqualTo(masks);
    byte[] future = Files.readAllBytes(file);
    future[5] = 2;
    Files.write(file, future);
    assertThatThrownBy(() -> Masks.load(file)).hasMessageContaining("version 2");
  }

  @Test
  void aFileEndsWithItsMasks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.masks");
    masks.save(file);
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Masks.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": The masks are damaged: there are data after their end.");
  }

  @Test
  void aSaveThatFailsLeavesTheFileAsItWas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.masks");
    masks.save(file);
    Masks unwritable = Masks.allActive(Map.of("a", new Shape(9), "p".repeat(70_000), new Shape(1)));
    assertThatThrownBy(() -> unwritable.save(file)).isInstanceOf(IOException.class);
    assertThat(Masks.load(file)).isEqualTo(masks);
    assertThat(folder.toFile().list()).containsExactly("x.masks");
  }

  @Test
  void countsAndPathsThatCannotBeAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.masks");
    byte[] negative = bytes(masks);
    negative[6] = -1;
    Files.write(file, negative);
    assertThatThrownBy(() -> Masks.load(file))
        .hasMessageStartingWith(file + ": The masks are damaged: their number is -");
    byte[] noText = bytes(masks);
    noText[12] = -1;
    Files.write(file, noText);
    assertThatThrownBy(() -> Masks.load(file))
        .hasMessage(file + ": The masks are damaged: a path isn't text.");
  }

  @Test
  void aMismatchNamesEveryPath() {
    masks.requireMatch(Map.of("a", new Shape(2, 2), "b", new Shape(3, 5)));
    assertThatThrownBy(() -> masks.requireMatch(Map.of("b", new Shape(5, 3), "c", new Shape(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The masks don't fit the model: {a=not a prunable parameter of this model, b=shape (3,"
                + " 5) instead of (5, 3), c=no mask}.");
  }
}
