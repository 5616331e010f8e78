package org.synprune.jobs.results;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.analysis.RunDetails.Fact;

/** The rows that are summed up: those of a run, or of several runs that are read together. */
public interface RunRows {

  /**
   * Where the tables and the page that are made from the rows go.
   *
   * @return the run itself; for several runs, a store of a joined name, which has no trials
   */
  ResultStore target();

  /**
   * The runs.
   *
   * @return a store or more
   */
  List<ResultStore> stores();

  /**
   * Whether there are rows of a table.
   *
   * @param table the table
   * @return true if a file of it is there
   */
  boolean has(Table<?> table);

  /**
   * The rows of a table.
   *
   * @param spark the session that reads
   * @param table the table; there must be rows of it
   * @return the rows, each trial's once, with all {@link Table#columns}
   */
  Dataset<Row> rows(SparkSession spark, Table<?> table);

  /**
   * What a reader of the rows has to know of the runs.
   *
   * @return facts; none for a single run
   */
  List<Fact> notes();

  /**
   * Whether there is anything to sum up.
   *
   * @return true if there are trials
   */
  default boolean hasTrials() {
    return has(ResultTables.TRIALS);
  }
}
