package org.synprune.pruning;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The file format of {@link SparseWeights}, as {@link SparseWeights#save} describes it. */
final class SparseZip {

  private static final String MASKS = "masks";
  private static final String ACTIVE = "active/";
  private static final String OTHER = "other/";

  /** The earliest time of a zip, for all entries: equal weights give equal files. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int CHUNK = 1 << 14;

  private SparseZip() {}

  static void write(SparseWeights weights, Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          try (var zip = new ZipOutputStream(out)) {
            begin(zip, MASKS);
            weights.masks().save(zip);
            for (var entry : weights.active().entrySet()) {
              begin(zip, ACTIVE + entry.getKey());
              writeFloats(entry.getValue(), zip);
            }
            for (var entry : weights.others().entrySet()) {
              begin(zip, OTHER + entry.getKey());
              entry.getValue().write(zip);
            }
          }
        });
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
  }

  private static void writeFloats(float[] values, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK * Float.BYTES];
    for (int at = 0; at < values.length; at += CHUNK) {
      int n = Math.min(CHUNK, values.length - at);
      littleEndian(chunk).asFloatBuffer().put(values, at, n);
      out.write(chunk, 0, n * Float.BYTES);
    }
  }

  static SparseWeights read(Path file) throws IOException {
    // A third, because arrays are copied while they grow.
    return read(file, Runtime.getRuntime().maxMemory() / 3);
  }

  /** Reads a file that unpacks to at most a number of bytes. */
  static SparseWeights read(Path file, long maxBytes) throws IOException {
    try (var zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      ZipEntry first = next(zip);
      if (first == null || !first.getName().equals(MASKS)) {
        throw new ZipException("This isn't a file of sparse weights.");
      }
      var content = new SizeLimitedStream(zip, maxBytes);
      Masks masks = MaskFormat.readAll(content);
      var active = new TreeMap<String, float[]>();
      var others = new TreeMap<String, DenseArray>();
      var names = new ArrayList<>(List.of(MASKS));
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        String name = entry.getName();
        names.add(name);
        if (name.startsWith(ACTIVE)) {
          String path = name.substring(ACTIVE.length());
          active.put(path, readFloats(content, path, masks));
        } else if (name.startsWith(OTHER)) {
          String path = name.substring(OTHER.length());
          others.put(path, DenseArray.read(content, path));
        } else {
          throw new ZipException(
              "The entry " + name + " doesn't belong into a file of sparse weights.");
        }
      }
      requireDirectory(file, names);
      for (String path : masks.paths()) {
        if (!active.containsKey(path)) {
          throw misfit(path, masks, "0");
        }
      }
      return new SparseWeights(masks, active, others);
    } catch (EOFException e) {
      throw new IOException(file + ": The sparse weights are cut short.", e);
    } catch (ZipException | MaskFormat.BadMasksException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (IllegalArgumentException e) {
      throw new ZipException("The sparse weights are damaged: an entry's name isn't text.");
    }
  }

  /** Checks that the zip's directory, at its end, lists the entries that were read. */
  private static void requireDirectory(Path file, List<String> names) throws IOException {
    List<String> directory;
    try (var zip = new ZipFile(file.toFile())) {
      directory = zip.stream().map(ZipEntry::getName).toList();
    } catch (ZipException e) {
      throw new ZipException("The sparse weights are cut short or damaged: " + e.getMessage());
    }
    if (!directory.equals(names)) {
      throw new ZipException(
          "The sparse weights are damaged: the entries are "
              + names
              + ", but the directory lists "
              + directory
              + ".");
    }
  }

  /** Reads a parameter's active weights; memory grows with the data, not with the claimed size. */
  private static float[] readFloats(InputStream in, String path, Masks masks) throws IOException {
    if (!masks.shapes().containsKey(path)) {
      throw new ZipException("There are weights without a mask: " + path + ".");
    }
    int count = Math.toIntExact(active(path, masks));
    float[] values = new float[Math.min(count, CHUNK)];
    byte[] chunk = new byte[CHUNK * Float.BYTES];
    int at = 0;
    while (at < count) {
      int n = Math.min(CHUNK, count - at);
      int read = in.readNBytes(chunk, 0, n * Float.BYTES);
      if (read < n * Float.BYTES) {
        throw misfit(path, masks, String.valueOf(at + read / Float.BYTES));
      }
      if (values.length < at + n) {
        values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
      }
      littleEndian(chunk).asFloatBuffer().get(values, at, n);
      at += n;
    }
    if (in.read() >= 0) {
      throw misfit(path, masks, "more");
    }
    return values;
  }

  private static ZipException misfit(String path, Masks masks, String found) {
    return new ZipException(
        "By its mask "
            + path
            + " has "
            + active(path, masks)
            + " active weights, but the file has "
            + found
            + ".");
  }

  private static long active(String path, Masks masks) {
    return masks.shapes().get(path).size() - masks.pruned(path);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Refuses to read more than a number of bytes: a small zip can unpack to a huge one. */
  private static final class SizeLimitedStream extends FilterInputStream {

    private final long maxBytes;
    private long left;

    SizeLimitedStream(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
      this.left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count(Math.max(0, n));
      return n;
    }

    private void count(int n) throws ZipException {
      left -= n;
      if (left < 0) {
        throw new ZipException(
            "The sparse weights unpack to more than "
                + maxBytes
                + " bytes, a third of Java's memory: give it more (-Xmx).");
      }
    }
  }
}
