package org.synprune.jobs.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Arrays that numpy saved: resources of the tests. */
final class NpzFile implements AutoCloseable {

  private final NDManager manager = NDManager.newBaseManager();
  private final Map<String, NDArray> arrays = new HashMap<>();
  private final String resource;

  NpzFile(String resource) {
    this.resource = resource;
    try (InputStream in = NpzFile.class.getResourceAsStream(resource)) {
      NDList all = NDList.decode(manager, Objects.requireNonNull(in, resource));
      all.forEach(array -> arrays.put(array.getName(), array));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  boolean has(String name) {
    return arrays.containsKey(name);
  }

  float[] floats(String name) {
    return array(name).toFloatArray();
  }

  double[] doubles(String name) {
    return array(name).toDoubleArray();
  }

  int[] ints(String name) {
    return array(name).toIntArray();
  }

  /** The values of an array of bytes, 0 to 255. */
  byte[] bytes(String name) {
    ByteBuffer buffer = array(name).toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private NDArray array(String name) {
    return Objects.requireNonNull(arrays.get(name), () -> resource + " has no array " + name);
  }

  @Override
  public void close() {
    manager.close();
  }
}
