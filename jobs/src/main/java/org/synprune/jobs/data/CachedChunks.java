package org.synprune.jobs.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.build.ChunkSummary;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.text.RawRows;

/**
 * The chunks of a file, in Spark's cache. A chunk that one task found whole stays where it was
 * read, as nearly all of a file in order of time do; only the others are shuffled. Where too few
 * tasks read the file, as with one that is compressed, all are shuffled, so that all tasks share
 * the work that follows. Not thread-safe.
 */
final class CachedChunks implements AutoCloseable {

  private final JavaRDD<RowChunk> pieces;
  private final @Nullable Function<RowChunk, RowChunk> finish;
  private final int readers;
  private final int partitions;
  private final List<JavaRDD<RowChunk>> cached = new ArrayList<>();
  private JavaRDD<RowChunk> whole;

  /**
   * Makes chunks, which Spark computes when they are asked for.
   *
   * @param pieces pieces of them, as they are read
   * @param finish merges or averages the rows of whole chunks, null if nothing is to be done
   * @param readers how few tasks may read the file without a shuffle of all
   * @param partitions tasks that share shuffled chunks
   */
  CachedChunks(
      JavaRDD<RowChunk> pieces,
      @Nullable Function<RowChunk, RowChunk> finish,
      int readers,
      int partitions) {
    this.pieces = pieces;
    this.finish = finish;
    this.readers = readers;
    this.partitions = partitions;
    this.whole = pieces;
  }

  /**
   * Reads the file and summarizes its chunks.
   *
   * @param summary summarizes a whole chunk
   * @return a summary of each chunk, in order of time
   */
  List<ChunkSummary> summarize(Function<RowChunk, ChunkSummary> summary) {
    List<ChunkSummary> summaries;
    if (pieces.getNumPartitions() < readers) {
      whole = joined(pieces, partitions);
      summaries = new ArrayList<>(whole.map(summary).collect());
    } else {
      keep(pieces);
      summaries = new ArrayList<>(finished(pieces).map(summary).collect());
      Set<Long> torn = repeated(summaries);
      whole = finished(pieces.filter(piece -> !torn.contains(piece.id())));
      if (!torn.isEmpty()) {
        JavaRDD<RowChunk> others = pieces.filter(piece -> torn.contains(piece.id()));
        JavaRDD<RowChunk> joined = joined(others, Math.min(partitions, torn.size()));
        summaries.removeIf(one -> torn.contains(one.id()));
        summaries.addAll(joined.map(summary).collect());
        whole = whole.union(joined);
      }
    }
    summaries.sort(Comparator.comparingLong(ChunkSummary::id));
    return summaries;
  }

  private static Set<Long> repeated(List<ChunkSummary> summaries) {
    Set<Long> seen = new HashSet<>();
    return summaries.stream()
        .map(ChunkSummary::id)
        .filter(id -> !seen.add(id))
        .collect(Collectors.toSet());
  }

  private JavaRDD<RowChunk> joined(JavaRDD<RowChunk> some, int tasks) {
    return keep(finished(RawRows.join(some, tasks)));
  }

  private JavaRDD<RowChunk> finished(JavaRDD<RowChunk> chunks) {
    Function<RowChunk, RowChunk> own = finish;
    return own == null ? chunks : chunks.map(own);
  }

  private JavaRDD<RowChunk> keep(JavaRDD<RowChunk> chunks) {
    cached.add(chunks.persist(StorageLevel.MEMORY_AND_DISK()));
    return chunks;
  }

  /** The chunks, whole and finished, in no order, once they were summarized. */
  JavaRDD<RowChunk> whole() {
    return whole;
  }

  @Override
  public void close() {
    // Waits, because Spark logs errors if a session ends while blocks are being dropped.
    cached.forEach(chunks -> chunks.unpersist(true));
  }
}
