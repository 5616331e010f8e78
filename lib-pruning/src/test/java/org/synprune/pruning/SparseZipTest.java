package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of sparse weights. */
class SparseZipTest extends ManagedArrays {

  private static final Map<String, Shape> SHAPES = Map.of("w", new Shape(2, 3));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void open() {
    file = folder.resolve("net.zip");
  }

  private byte[] good() throws IOException {
    Block block = new SequentialBlock().add(Linear.builder().setUnits(4).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
    SparseWeights.of(block, Pruning.apply(block, 0.5)).save(file);
    return Files.readAllBytes(file);
  }

  /**
   * Writes a zip of the masks of {@link #SHAPES}, then entries given as name, bytes, name, bytes.
   */
  private void write(Object... namesAndBytes) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("masks"));
      Masks.allActive(SHAPES).save(zip);
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
      }
    }
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(() -> SparseWeights.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": " + sentence);
  }

  /** Several times as many weights as are read at once. */
  @Test
  void manyWeightsComeBackOneByOne() throws IOException {
    for (int units : new int[] {1, 512, 1279, 4099}) {
      Block block = new SequentialBlock().add(Linear.builder().setUnits(units).build());
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 64));
      SparseWeights weights = SparseWeights.of(block, Pruning.apply(block, 0.5));
      weights.save(file);
      CsrMatrix expected = weights.csr("01Linear_weight");
      CsrMatrix found = SparseWeights.load(file).csr("01Linear_weight");
      assertThat(found.values()).hasSize(32 * units).containsExactly(expected.values());
      assertThat(found.columnIndices()).containsExactly(expected.columnIndices());
    }
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    byte[] good = good();
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> SparseWeights.load(file))
          .as("%d of %d bytes", length, good.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": ");
    }
  }

  /** Some bits have no meaning, such as those of the time; then the weights are unchanged. */
  @Test
  void everyChangedByteIsNoticedOrChangesNothing() throws IOException {
    byte[] good = good();
    Path again = folder.resolve("again.zip");
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(file, bad);
      Throwable refused = catchThrowable(() -> SparseWeights.load(file).save(again));
      if (refused == null) {
        assertThat(again).as("byte %d", at).hasBinaryContent(good);
      } else {
        assertThat(refused)
            .as("byte %d", at)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(file + ": ");
      }
    }
  }

  @Test
  void aSmallFileOfManyZerosIsNotUnpackedWithoutEnd() throws IOException {
    byte[] zeros = encoded("FLOAT32", 1, 1_000_000);
    write("active/w", new byte[24], "other/b", Arrays.copyOf(zeros, 4_000_018));
    assertThat(SparseZip.read(file, 5_000_000).others()).containsOnlyKeys("b");
    assertThat(Files.size(file)).isLessThan(5_000);
    assertThatThrownBy(() -> SparseZip.read(file, 100_000))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": The sparse weights unpack to more than 100000 bytes, a third of Java's memory:"
                + " give it more (-Xmx).");
  }

  /** The masks claim half a gigabyte of weights, but the file has none. */
  @Test
  void claimsAloneTakeNoMemory() throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("masks"));
      Masks.allActive(Map.of("w", new Shape(1 << 27))).save(zip);
      zip.putNextEntry(new ZipEntry("active/w"));
    }
    assertRefused("By its mask w has 134217728 active weights, but the file has 0.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 23})
  void tooFewWeightsAreRefused(int bytes) throws IOException {
    write("active/w", new byte[bytes]);
    assertRefused("By its mask w has 6 active weights, but the file has " + bytes / 4 + ".");
  }

  @Test
  void tooManyWeightsAndThoseOfNoMaskAreRefused() throws IOException {
    write("active/w", new byte[25]);
    assertRefused("By its mask w has 6 active weights, but the file has more.");
    write("active/w", new byte[24], "active/v", new byte[4]);
    assertRefused("There are weights without a mask: v.");
    write("active/w", new byte[24], "more", new byte[4]);
    assertRefused("The entry more doesn't belong into a file of sparse weights.");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "INT8", "INT64", "BOOLEAN", "UINT8"})
  void anArrayOfAnyTypeComesBack(DataType type) throws IOException {
    for (Shape shape : List.of(new Shape(3, 2), new Shape(), new Shape(0, 5))) {
      NDArray array = manager.arange((int) shape.size()).reshape(shape).toType(type, false);
      var bytes = new ByteArrayOutputStream();
      DenseArray.of(array).write(bytes);
      write("active/w", new byte[24], "other/b", bytes.toByteArray());
      NDArray again = SparseWeights.load(file).others().get("b").toNDArray(manager);
      assertThat(again.getDataType()).isEqualTo(type);
      assertThat(again.getShape()).isEqualTo(shape);
      assertThat(again.toByteBuffer()).isEqualTo(array.toByteBuffer());
    }
  }

  @Test
  void anArrayWhoseShapeIsNotThatOfItsNumbersIsRefused() throws IOException {
    byte[] right = encoded("FLOAT32", 1, 6);
    write("active/w", new byte[24], "other/b", right);
    assertThat(SparseWeights.load(file).others().get("b")).hasToString("float32 of shape (6)");
    Stream<byte[]> wrong =
        Stream.of(
            new byte[0],
            new byte[] {0, 3, -1, -1, -1},
            Arrays.copyOf(right, right.length - 1),
            Arrays.copyOf(right, right.length + 1),
            encoded("FLOAT64", 1, 6),
            encoded("FLOAT33", 1, 6),
            encoded("FLOAT32", 1, 7),
            encoded("FLOAT32", 1, -6),
            encoded("FLOAT32", 1, Long.MAX_VALUE),
            encoded("FLOAT32", 200, 6));
    for (byte[] bytes : wrong.toList()) {
      write("active/w", new byte[24], "other/b", bytes);
      assertRefused("The entry of b isn't a valid array.");
    }
  }

  /** Six floats after a header that may claim another type or shape. */
  private static byte[] encoded(String type, int dimensions, long size) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeUTF(type);
    out.writeByte(dimensions);
    out.writeLong(size);
    out.write(new byte[24]);
    return bytes.toByteArray();
  }
}
