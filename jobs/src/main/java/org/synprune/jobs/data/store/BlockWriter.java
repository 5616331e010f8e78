package org.synprune.jobs.data.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Writes blocks to one file: a row group a block, a page a column. Values are in Parquet's plain
 * form, which is the bytes of the arrays. A dictionary of the numbers would make files smaller by
 * two fifths, and take longer than all else.
 */
final class BlockWriter extends RecordWriter<Void, SeriesBlock> {

  private final ParquetFileWriter file;
  private final MessageType schema;
  private final Map<String, String> metadata;
  private final CodecFactory codecs;
  private final ParquetProperties properties =
      ParquetProperties.builder().withDictionaryEncoding(false).build();

  /**
   * Makes a writer.
   *
   * @param file the file, started
   * @param schema its columns
   * @param metadata what the file says of itself
   * @param conf settings of the codec
   */
  BlockWriter(
      ParquetFileWriter file,
      MessageType schema,
      Map<String, String> metadata,
      Configuration conf) {
    this.file = file;
    this.schema = schema;
    this.metadata = metadata;
    this.codecs = new CodecFactory(conf, properties.getPageSizeThreshold());
  }

  @Override
  public void write(Void none, SeriesBlock block) throws IOException {
    if (block.rows() == 0) {
      return;
    }
    Pages pages = new Pages(block.rows());
    long[] rows = new long[block.rows()];
    boolean[] halo = new boolean[block.rows()];
    int[] blocks = new int[block.rows()];
    Arrays.setAll(rows, i -> block.firstRow() + i);
    Arrays.fill(halo, 0, block.halo(), true);
    Arrays.fill(blocks, block.block());
    pages.longs(rows);
    pages.ints(blocks);
    pages.booleans(halo);
    pages.times(block.millis());
    pages.ints(block.segments());
    pages.strings(block.splits());
    pages.booleans(block.observed());
    pages.doubles(block.raw());
    pages.floats(block.target());
    for (float[] feature : block.features()) {
      pages.floats(feature);
    }
    file.startBlock(block.rows());
    pages.store.flushToFileWriter(file);
    file.endBlock();
  }

  @Override
  public void close(TaskAttemptContext context) throws IOException {
    try {
      file.end(metadata);
    } finally {
      codecs.release();
    }
  }

  /** The pages of one row group, whose columns come in their order. */
  private final class Pages {

    private final int rows;
    private final ColumnChunkPageWriteStore store;
    private int next;

    /** Deprecated in the Parquet of Spark 4 for one that Spark 3.5's doesn't have. */
    @SuppressWarnings("deprecation")
    Pages(int rows) {
      this.rows = rows;
      this.store =
          new ColumnChunkPageWriteStore(
              codecs.getCompressor(CompressionCodecName.SNAPPY),
              schema,
              new HeapByteBufferAllocator(),
              properties.getColumnIndexTruncateLength());
    }

    private ColumnDescriptor column() {
      return schema.getColumns().get(next);
    }

    private Statistics<?> statistics() {
      return Statistics.createStats(column().getPrimitiveType());
    }

    private byte[] page(int bytesOfValue) {
      return new byte[Math.multiplyExact(rows, bytesOfValue)];
    }

    private static ByteBuffer plain(byte[] page) {
      return ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes a column of which no value is missing. */
    private void required(byte[] values, Statistics<?> statistics) throws IOException {
      write(BytesInput.from(values), statistics, properties.newDefinitionLevelWriter(column()));
    }

    private void write(BytesInput bytes, Statistics<?> statistics, ValuesWriter levels)
        throws IOException {
      Encoding repetition = properties.newRepetitionLevelWriter(column()).getEncoding();
      store
          .getPageWriter(column())
          .writePage(
              BytesInput.concat(levels.getBytes(), bytes),
              rows,
              rows,
              statistics,
              repetition,
              levels.getEncoding(),
              Encoding.PLAIN);
      next++;
    }

    void longs(long[] values) throws IOException {
      Statistics<?> statistics = statistics();
      long least = values[0];
      long most = values[0];
      for (long value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      statistics.updateStats(least);
      statistics.updateStats(most);
      byte[] page = page(Long.BYTES);
      plain(page).asLongBuffer().put(values);
      required(page, statistics);
    }

    void ints(int[] values) throws IOException {
      Statistics<?> statistics = statistics();
      int least = values[0];
      int most = values[0];
      for (int value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      statistics.updateStats(least);
      statistics.updateStats(most);
      byte[] page = page(Integer.BYTES);
      plain(page).asIntBuffer().put(values);
      required(page, statistics);
    }

    void floats(float[] values) throws IOException {
      Statistics<?> statistics = statistics();
      float least = values[0];
      float most = values[0];
      for (float value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      // As the format asks for: 0 and -0 are equal here.
      statistics.updateStats(least == 0 ? -0f : least);
      statistics.updateStats(most == 0 ? 0f : most);
      byte[] page = page(Float.BYTES);
      plain(page).asFloatBuffer().put(values);
      required(page, statistics);
    }

    void doubles(double[] values) throws IOException {
      Statistics<?> statistics = statistics();
      double least = values[0];
      double most = values[0];
      for (double value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      statistics.updateStats(least == 0 ? -0. : least);
      statistics.updateStats(most == 0 ? 0. : most);
      byte[] page = page(Double.BYTES);
      plain(page).asDoubleBuffer().put(values);
      required(page, statistics);
    }

    void booleans(boolean[] values) throws IOException {
      Statistics<?> statistics = statistics();
      byte[] page = new byte[(rows + Byte.SIZE - 1) / Byte.SIZE];
      int set = 0;
      for (int i = 0; i < rows; i++) {
        if (values[i]) {
          page[i / Byte.SIZE] |= (byte) (1 << i % Byte.SIZE);
          set++;
        }
      }
      statistics.updateStats(set > 0);
      statistics.updateStats(set == rows);
      required(page, statistics);
    }

    void strings(String[] values) throws IOException {
      Statistics<?> statistics = statistics();
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      byte[] text = {};
      for (int i = 0; i < rows; i++) {
        if (i == 0 || !values[i].equals(values[i - 1])) {
          byte[] utf8 = values[i].getBytes(StandardCharsets.UTF_8);
          statistics.updateStats(Binary.fromConstantByteArray(utf8));
          text = new byte[Integer.BYTES + utf8.length];
          plain(text).putInt(utf8.length).put(utf8);
        }
        page.write(text, 0, text.length);
      }
      required(page.toByteArray(), statistics);
    }

    /** Times in microseconds; rows that have none are missing. */
    void times(long[] millis) throws IOException {
      Statistics<?> statistics = statistics();
      ValuesWriter levels = properties.newDefinitionLevelWriter(column());
      long[] micros = new long[rows];
      int known = 0;
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (long value : millis) {
        if (value == SeriesBlock.NO_TIME) {
          levels.writeInteger(0);
          continue;
        }
        levels.writeInteger(1);
        least = value < least ? value : least;
        most = value > most ? value : most;
        micros[known++] = value * 1000;
      }
      if (known > 0) {
        statistics.updateStats(least * 1000);
        statistics.updateStats(most * 1000);
      }
      statistics.incrementNumNulls(rows - known);
      byte[] page = page(Long.BYTES);
      plain(page).asLongBuffer().put(micros, 0, known);
      write(BytesInput.from(page, 0, known * Long.BYTES), statistics, levels);
    }
  }
}
