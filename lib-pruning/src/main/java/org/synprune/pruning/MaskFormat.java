package org.synprune.pruning;

import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The file format of {@link Masks}, big-endian: "SPMK", version (2 bytes), number of parameters
 * (4); for each parameter: path (UTF), number of dimensions (1), dimensions (8 each), one bit per
 * weight (1 = pruned, least significant bit first, the last byte padded with 0); at the end the
 * CRC-32 of everything before it (8).
 */
final class MaskFormat {

  private static final int MAGIC = 0x53504D4B;
  private static final int VERSION = 1;

  private MaskFormat() {}

  /** The data aren't valid masks. */
  static final class BadMasksException extends IOException {
    private static final long serialVersionUID = 1L;

    BadMasksException(String message) {
      super(message);
    }

    BadMasksException(String message, IOException cause) {
      super(message, cause);
    }
  }

  static void write(Masks masks, OutputStream out) throws IOException {
    var checked = new CheckedOutputStream(out, new CRC32());
    var data = new DataOutputStream(checked);
    Map<String, Shape> shapes = masks.shapes();
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeInt(shapes.size());
    for (var entry : shapes.entrySet()) {
      data.writeUTF(entry.getKey());
      writeShape(entry.getValue(), data);
      byte[] packed = new byte[packedSize(entry.getValue())];
      byte[] bits = masks.prunedPositions(entry.getKey()).toByteArray();
      System.arraycopy(bits, 0, packed, 0, bits.length);
      data.write(packed);
    }
    data.writeLong(checked.getChecksum().getValue());
    data.flush();
  }

  /** Reads masks up to the end of a stream. */
  static Masks readAll(InputStream in) throws IOException {
    Masks masks = read(in);
    if (in.read() >= 0) {
      throw new BadMasksException("The masks are damaged: there are data after their end.");
    }
    return masks;
  }

  static Masks read(InputStream in) throws IOException {
    var checked = new CheckedInputStream(in, new CRC32());
    var data = new DataInputStream(checked);
    try {
      if (data.readInt() != MAGIC) {
        throw new BadMasksException("This isn't a file of pruning masks.");
      }
      int version = data.readUnsignedShort();
      if (version != VERSION) {
        throw new BadMasksException(
            "The masks have version " + version + ", but only version 1 can be read.");
      }
      int count = data.readInt();
      if (count < 0) {
        throw new BadMasksException("The masks are damaged: their number is " + count + ".");
      }
      var shapes = new TreeMap<String, Shape>();
      var pruned = new HashMap<String, BitSet>();
      for (int i = 0; i < count; i++) {
        String path = data.readUTF();
        Shape shape = readShape(data, path);
        byte[] packed = data.readNBytes(packedSize(shape));
        if (packed.length < packedSize(shape)) {
          throw new EOFException();
        }
        BitSet bits = BitSet.valueOf(packed);
        if (bits.length() > shape.size() || shapes.put(path, shape) != null) {
          throw damaged(path);
        }
        pruned.put(path, bits);
      }
      long sum = checked.getChecksum().getValue();
      if (data.readLong() != sum) {
        throw new BadMasksException("The masks are damaged: their checksum is wrong.");
      }
      return Masks.of(shapes, pruned::get);
    } catch (EOFException e) {
      throw new BadMasksException("The masks are cut short.", e);
    } catch (UTFDataFormatException e) {
      throw new BadMasksException("The masks are damaged: a path isn't text.", e);
    }
  }

  static void writeShape(Shape shape, DataOutputStream data) throws IOException {
    long[] dimensions = shape.getShape();
    data.writeByte(dimensions.length);
    for (long dimension : dimensions) {
      data.writeLong(dimension);
    }
  }

  static Shape readShape(DataInputStream data, String path) throws IOException {
    long[] dimensions = new long[data.readUnsignedByte()];
    long size = 1;
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = data.readLong();
      if (dimensions[i] < 0 || (size > 0 && dimensions[i] > Integer.MAX_VALUE / size)) {
        throw damaged(path);
      }
      size *= dimensions[i];
    }
    return new Shape(dimensions);
  }

  private static BadMasksException damaged(String path) {
    return new BadMasksException("The masks are damaged at " + path + ".");
  }

  private static int packedSize(Shape shape) {
    return Math.toIntExact((shape.size() + 7) / 8);
  }
}
