package org.synprune.jobs.data;

import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;

/**
 * Makes a series folder from a raw file:
 *
 * <pre>{@code
 * PreparedSeries made =
 *     Prepare.in(spark).dataset(conf).protocol(Protocol.STRICT).from(data).into(root).run();
 * }</pre>
 *
 * <p>Not thread-safe. Spark's executors do the work; the driver sees summaries only.
 */
public final class Prepare {

  /** The longest lookback that is provided for by default, in rows. */
  public static final int MAX_LOOKBACK = 60;

  /** The steps of the raw file in a block by default. */
  static final int BLOCK_STEPS = 65_536;

  private final Supplier<SparkSession> spark;
  private @Nullable DatasetConf dataset;
  private Protocol protocol = Protocol.STRICT;
  private @Nullable Folder data;
  private @Nullable Folder root;
  private int maxLookback = MAX_LOOKBACK;
  private int needed = Integer.MAX_VALUE;
  private int blockSteps = BLOCK_STEPS;
  private @Nullable Integer partitions;

  private Prepare(Supplier<SparkSession> spark) {
    this.spark = spark;
  }

  /**
   * Starts an action.
   *
   * @param spark the session that does the work
   * @return an action to be completed
   */
  public static Prepare in(SparkSession spark) {
    Objects.requireNonNull(spark, "spark");
    return in(() -> spark);
  }

  /**
   * Starts an action that opens a session only if there is something to make: after the input was
   * found, while it is being hashed.
   *
   * @param spark gives the session that does the work
   * @return an action to be completed
   */
  public static Prepare in(Supplier<SparkSession> spark) {
    return new Prepare(Objects.requireNonNull(spark, "spark"));
  }

  /**
   * Sets what to prepare.
   *
   * @param conf the data set
   * @return this
   */
  public Prepare dataset(DatasetConf conf) {
    this.dataset = Objects.requireNonNull(conf, "conf");
    return this;
  }

  /**
   * Sets the protocol; the default is {@link Protocol#STRICT}.
   *
   * @param rules the protocol
   * @return this
   */
  public Prepare protocol(Protocol rules) {
    this.protocol = Objects.requireNonNull(rules, "rules");
    return this;
  }

  /**
   * Sets the folder of the raw file.
   *
   * @param dataDir a folder of this machine that holds one of the data set's files
   * @return this
   */
  public Prepare from(java.nio.file.Path dataDir) {
    return from(Folder.local(dataDir));
  }

  /**
   * Sets the folder of the raw file, on any store.
   *
   * @param dataDir the folder that holds one of the data set's files
   * @return this
   */
  public Prepare from(Folder dataDir) {
    this.data = Objects.requireNonNull(dataDir, "dataDir");
    return this;
  }

  /**
   * Sets where the series goes.
   *
   * @param seriesRoot the folder of this machine under which {@code DATASET/PROTOCOL/} is made
   * @return this
   */
  public Prepare into(java.nio.file.Path seriesRoot) {
    return into(Folder.local(seriesRoot));
  }

  /**
   * Sets where the series goes, on any store.
   *
   * @param seriesRoot the folder under which {@code DATASET/PROTOCOL/} is made
   * @return this
   */
  public Prepare into(Folder seriesRoot) {
    this.root = Objects.requireNonNull(seriesRoot, "seriesRoot");
    return this;
  }

  /**
   * Sets the longest lookback to provide for, in rows; the default is {@value #MAX_LOOKBACK}.
   *
   * @param rows 1 or more
   * @return this
   */
  public Prepare maxLookback(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("lookback " + rows + ", expected 1 or more");
    }
    this.maxLookback = rows;
    return this;
  }

  /**
   * Lets a series that is too short for the longest lookback be prepared for a shorter one. By
   * default it is refused.
   *
   * @param rows the longest lookback that will be trained, 1 or more
   * @return this
   */
  public Prepare atLeast(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("lookback " + rows + ", expected 1 or more");
    }
    this.needed = rows;
    return this;
  }

  /**
   * Sets how many steps of the raw file one task works on at a time, which bounds its memory. The
   * series doesn't depend on it, except for the last bits of the scaler, whose sums are formed
   * block by block.
   *
   * @param steps 1 or more
   * @return this
   */
  public Prepare blockSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("block of " + steps + " steps, expected 1 or more");
    }
    this.blockSteps = steps;
    return this;
  }

  /** Sets how many tasks share the blocks; no result depends on it. */
  Prepare partitions(int tasks) {
    this.partitions = tasks;
    return this;
  }

  /**
   * Prepares the series and puts it in its place. A series made earlier in the same way from the
   * same bytes is left as it is.
   *
   * @return what was made or found
   * @throws org.synprune.jobs.BadInputException if the file is missing or malformed, or has too few
   *     rows, or the folder can't be written; an earlier series is unchanged then
   */
  public PreparedSeries run() {
    try (SeriesUpdate update = new SeriesUpdate()) {
      update.add(this);
      update.publish();
      return update.prepared().get(0);
    }
  }

  Preparation preparation() {
    return new Preparation(
        () -> new JavaSparkContext(spark.get().sparkContext()),
        Objects.requireNonNull(dataset, "dataset"),
        dataset.recipe(protocol),
        Objects.requireNonNull(data, "from"),
        Objects.requireNonNull(root, "into"),
        maxLookback,
        Math.min(needed, maxLookback),
        blockSteps,
        partitions);
  }
}
