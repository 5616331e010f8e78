package org.synprune.pruning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The file form of {@link SparseWeights}, as {@link SparseWeights#save} describes it. */
final class SparseZip {

  private static final String MASKS = "masks";
  private static final String ACTIVE = "active/";
  private static final String OTHER = "other/";

  /** The earliest that a zip can say: no file tells when it was written. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private SparseZip() {}

  static void write(SparseWeights weights, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out)) {
      var masks = new ByteArrayOutputStream();
      weights.masks().save(masks);
      entry(zip, MASKS, masks.toByteArray());
      for (var entry : weights.active().entrySet()) {
        float[] values = entry.getValue();
        byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, values.length)];
        littleEndian(bytes).asFloatBuffer().put(values);
        entry(zip, ACTIVE + entry.getKey(), bytes);
      }
      for (var entry : weights.others().entrySet()) {
        entry(zip, OTHER + entry.getKey(), entry.getValue());
      }
    }
  }

  static SparseWeights read(Path file) throws IOException {
    try (var zip = new ZipInputStream(Files.newInputStream(file))) {
      ZipEntry first = zip.getNextEntry();
      if (first == null || !first.getName().equals(MASKS)) {
        throw new ZipException("This isn't a zip of sparse weights.");
      }
      Masks masks = Masks.load(new ByteArrayInputStream(zip.readAllBytes()));
      var active = new TreeMap<String, float[]>();
      var others = new TreeMap<String, byte[]>();
      for (ZipEntry next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
        String name = next.getName();
        byte[] bytes = zip.readAllBytes();
        if (name.startsWith(ACTIVE)) {
          active.put(name.substring(ACTIVE.length()), floats(bytes));
        } else if (name.startsWith(OTHER)) {
          others.put(name.substring(OTHER.length()), bytes);
        } else {
          throw new ZipException("The entry " + name + " isn't one of sparse weights.");
        }
      }
      requireWhole(masks, active);
      return new SparseWeights(masks, active, others);
    } catch (EOFException e) {
      throw new IOException(file + ": The sparse weights are cut short.", e);
    } catch (ZipException | MaskFormat.BadMasksException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireWhole(Masks masks, SortedMap<String, float[]> active)
      throws ZipException {
    for (var entry : masks.shapes().entrySet()) {
      String path = entry.getKey();
      long expected = entry.getValue().size() - masks.pruned(path);
      long found = active.containsKey(path) ? active.get(path).length : 0;
      if (!active.containsKey(path) || found != expected) {
        throw new ZipException(
            "The masks leave "
                + expected
                + " weights of "
                + path
                + ", but there are "
                + found
                + ".");
      }
    }
    if (active.size() != masks.shapes().size()) {
      throw new ZipException("There are active weights without a mask: " + active.keySet() + ".");
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    littleEndian(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
