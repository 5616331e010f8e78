package org.synprune.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;

/**
 * What a sweep has left behind.
 *
 * @param trials trials with a result, each counted once
 * @param doubled trials that have more than one
 * @param failed trials that have attempts, but no result
 * @param strayEpochs epochs of trials that have no result, or more of them than were trained
 */
public record Results(long trials, long doubled, long failed, long strayEpochs) {

  private static final String RUN = "run=cluster";

  /** Nothing lost, nothing doubled. */
  public static Results whole(long trials) {
    return new Results(trials, 0, 0, 0);
  }

  /** Reads them from a folder of this machine. */
  public static Results of(Path out) {
    return of(Folder.local(out));
  }

  /** Reads them. */
  public static Results of(Folder out) {
    view(out, "trials");
    view(out, "epochs");
    Row counts =
        one(
            "select count_if(completed > 0), count_if(completed > 1), count_if(completed = 0) from"
                + " (select trial_id, count_if(status = 'COMPLETED') completed from trials group"
                + " by 1)");
    Row stray =
        one(
            "select count(*) from (select trial_id, count(*) n, count(distinct epoch) d from"
                + " epochs group by 1) e left join (select distinct trial_id, epochs_run from"
                + " trials where status = 'COMPLETED') t using (trial_id)"
                + " where t.epochs_run is null or e.n != t.epochs_run or e.d != e.n");
    return new Results(counts.getLong(0), counts.getLong(1), counts.getLong(2), stray.getLong(0));
  }

  /** Work units written so far to a folder of this machine. */
  public static long filesOf(Path out) {
    return filesOf(Folder.local(out));
  }

  /** Work units written so far. */
  public static long filesOf(Folder out) {
    return files(out, "trials").size();
  }

  /** The files of a table, sorted by name. */
  public static List<Folder> files(Folder out, String table) {
    Folder folder = out.resolve(table).resolve(RUN);
    try {
      return out.storage().list(folder.path()).stream()
          .map(Storage.Entry::name)
          .filter(name -> name.endsWith(".parquet"))
          .sorted()
          .map(folder::resolve)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many rows a file has. */
  public static long rowsOf(Folder file) {
    return session().read().parquet(file.readable()).count();
  }

  /** Rows of a query over the view {@code trials} of a folder of this machine. */
  public static List<Row> query(Path out, String sql) {
    return query(Folder.local(out), sql);
  }

  /** Rows of a query over the view {@code trials}. */
  public static List<Row> query(Folder out, String sql) {
    view(out, "trials");
    return session().sql(sql).collectAsList();
  }

  private static Row one(String sql) {
    return session().sql(sql).head();
  }

  private static void view(Folder out, String table) {
    Dataset<Row> rows = session().read().parquet(out.resolve(table).resolve(RUN).readable());
    rows.createOrReplaceTempView(table);
  }

  private static SparkSession session() {
    return LocalSpark.get();
  }
}
