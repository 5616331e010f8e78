package org.synprune.jobs.data;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.grid.Protocol;

/**
 * Makes a series folder of a raw file:
 *
 * <pre>{@code
 * PreparedSeries made =
 *     Prepare.in(spark).dataset(conf).protocol(Protocol.STRICT).from(data).into(root).run();
 * }</pre>
 *
 * <p>Not thread-safe; the work is done on Spark's executors, the driver sees summaries only.
 */
public final class Prepare {

  /** The longest lookback provided for, unless told otherwise. */
  public static final int MAX_LOOKBACK = 60;

  private static final int BLOCK_STEPS = 65_536;

  private final Supplier<SparkSession> spark;
  private DatasetConf dataset;
  private Protocol protocol = Protocol.STRICT;
  private Path data;
  private Path root;
  private int maxLookback = MAX_LOOKBACK;
  private int blockSteps = BLOCK_STEPS;
  private OptionalInt partitions = OptionalInt.empty();

  private Prepare(Supplier<SparkSession> spark) {
    this.spark = spark;
  }

  /**
   * Starts an action.
   *
   * @param spark where the work is done
   * @return the action, to be told what to do
   */
  public static Prepare in(SparkSession spark) {
    Objects.requireNonNull(spark, "spark");
    return in(() -> spark);
  }

  /**
   * Starts an action that may open a session: it is asked for when the input was found, while that
   * is still being hashed, and not at all where the series is there already.
   *
   * @param spark where the work is done
   * @return the action, to be told what to do
   */
  public static Prepare in(Supplier<SparkSession> spark) {
    return new Prepare(Objects.requireNonNull(spark, "spark"));
  }

  /**
   * What to prepare.
   *
   * @param conf the data set
   * @return this
   */
  public Prepare dataset(DatasetConf conf) {
    this.dataset = Objects.requireNonNull(conf, "conf");
    return this;
  }

  /**
   * By which rules; {@link Protocol#STRICT} unless told otherwise.
   *
   * @param rules the protocol
   * @return this
   */
  public Prepare protocol(Protocol rules) {
    this.protocol = Objects.requireNonNull(rules, "rules");
    return this;
  }

  /**
   * Where the raw file lies.
   *
   * @param dataDir the folder that holds one of the data set's files
   * @return this
   */
  public Prepare from(Path dataDir) {
    this.data = Objects.requireNonNull(dataDir, "dataDir");
    return this;
  }

  /**
   * Where the series goes.
   *
   * @param seriesRoot the folder under which {@code DATASET/PROTOCOL/} is made
   * @return this
   */
  public Prepare into(Path seriesRoot) {
    this.root = Objects.requireNonNull(seriesRoot, "seriesRoot");
    return this;
  }

  /**
   * The longest lookback to provide for, in rows; {@value #MAX_LOOKBACK} unless told otherwise.
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
   * How many steps of the raw file make one block: the unit of work and of memory. The series
   * doesn't depend on it, but for the last bits of the scaler: sums are formed block by block.
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

  /** How many tasks share the blocks; no result depends on it. */
  Prepare partitions(int tasks) {
    this.partitions = OptionalInt.of(tasks);
    return this;
  }

  /**
   * Does it. A folder made earlier of the same recipe and the same input is left as it is.
   *
   * @return what was made
   * @throws org.synprune.jobs.BadInputException if the file is missing or malformed, or has too few
   *     rows; nothing is left behind then
   */
  public PreparedSeries run() {
    return new Preparation(
            () -> new JavaSparkContext(spark.get().sparkContext()),
            Objects.requireNonNull(dataset, "dataset"),
            dataset.recipe(protocol),
            Objects.requireNonNull(data, "from"),
            Objects.requireNonNull(root, "into"),
            maxLookback,
            blockSteps,
            partitions)
        .run();
  }
}
