package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/** A copy of an array of any type in Java's memory, and its file format. */
final class DenseArray {

  private final DataType type;
  private final Shape shape;

  /** Row-major and little-endian, as on every machine that the engine supports. */
  private final byte[] bytes;

  private DenseArray(DataType type, Shape shape, byte[] bytes) {
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
  }

  static DenseArray of(NDArray array) {
    ByteBuffer buffer = array.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new DenseArray(array.getDataType(), array.getShape(), bytes);
  }

  NDArray toNDArray(NDManager manager) {
    if (bytes.length == 0) {
      return manager.zeros(shape, type);
    }
    ByteBuffer buffer = manager.allocateDirect(bytes.length);
    buffer.put(bytes);
    buffer.rewind();
    return manager.create(buffer, shape, type);
  }

  /** Returns the type and the shape. */
  @Override
  public String toString() {
    return describe(type, shape);
  }

  static String describe(DataType type, Shape shape) {
    return type + " of shape " + shape;
  }

  void write(OutputStream out) throws IOException {
    var data = new DataOutputStream(out);
    data.writeUTF(type.name());
    MaskFormat.writeShape(shape, data);
    data.write(bytes);
    data.flush();
  }

  /**
   * Reads an array up to the end of a stream.
   *
   * @throws ZipException if the data aren't an array, or not as many numbers as its shape says
   */
  static DenseArray read(InputStream in, String path) throws IOException {
    try {
      var data = new DataInputStream(in);
      DataType type = DataType.valueOf(data.readUTF());
      Shape shape = MaskFormat.readShape(data, path);
      byte[] bytes = data.readAllBytes();
      if (bytes.length == shape.size() * type.getNumOfBytes()) {
        return new DenseArray(type, shape, bytes);
      }
    } catch (EOFException
        | UTFDataFormatException
        | MaskFormat.BadMasksException
        | IllegalArgumentException e) {
      // Reported below.
    }
    throw new ZipException("The entry of " + path + " isn't a valid array.");
  }
}
