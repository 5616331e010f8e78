package org.synprune.jobs.results.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.results.PlaceColumns;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TableColumn;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * The tables of a result folder as views of a Spark session. Column {@code run} comes last. What a
 * work unit left without committing it, or what was set aside as damaged, isn't seen; columns that
 * an older version of this program didn't write are null. The columns' comments tell meaning and
 * unit.
 */
public final class ResultViews {

  private static final String SUFFIX = ".parquet";

  /** Tables whose files count only beside the file of their unit in {@code trials}. */
  private static final Set<String> OF_UNITS =
      Set.of(ResultTables.EPOCHS.name(), ResultTables.LAYERS.name(), ResultTables.STEPS.name());

  private final SparkSession spark;
  private final Folder root;
  private final Set<String> runs;

  /** Those of the runs that have rows in a table. */
  private final Set<String> found = new HashSet<>();

  private ResultViews(SparkSession spark, Folder root, Set<String> runs) {
    this.spark = spark;
    this.root = root;
    this.runs = runs;
  }

  /**
   * Makes a view of each table that is there, under the table's name.
   *
   * @param spark the session, whose views of those names are replaced
   * @param root the result folder
   * @param runs only rows of these runs; empty for all runs
   * @return the views' names, those of a sweep first
   * @throws BadInputException if the folder holds neither results nor series, or nothing of a run
   */
  public static List<String> register(SparkSession spark, Folder root, Set<String> runs) {
    try {
      if (!root.exists()) {
        throw new BadInputException("'" + root + "': no such folder, expected results of a sweep");
      }
      return new ResultViews(spark, root, runs).register();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> register() throws IOException {
    List<String> views = new ArrayList<>();
    for (String table : tables()) {
      List<String> paths = paths(table);
      if (!paths.isEmpty()) {
        show(table, read(table, paths), comments(table));
        views.add(table);
      }
    }
    Optional<SeriesView.Rows> series = SeriesView.read(spark, root);
    Optional<String> missing = runs.stream().filter(run -> !found.contains(run)).findFirst();
    List<String> others = ResultStore.runs(root);
    if (missing.isPresent() && !others.isEmpty()) {
      throw new BadInputException(
          "--run is '" + missing.get() + "', expected one of " + String.join(", ", others));
    }
    if (views.isEmpty() && (missing.isPresent() || series.isEmpty())) {
      throw new BadInputException("'" + root + "' holds no results, expected those of a sweep");
    }
    if (series.isPresent()) {
      show(SeriesView.NAME, series.get().rows(), series.get().comments());
      views.add(SeriesView.NAME);
    }
    return views;
  }

  /** Names of tables, ours first, then any other folders. */
  private Set<String> tables() throws IOException {
    Set<String> tables = new LinkedHashSet<>();
    ResultTables.all().forEach(table -> tables.add(table.name()));
    tables.add(ForecastColumns.NAME);
    for (Entry folder : list(root)) {
      if (folder.folder() && folder.name().matches("[a-z][a-z0-9_]*")) {
        tables.add(folder.name());
      }
    }
    tables.remove(SeriesView.NAME);
    return tables;
  }

  private Dataset<Row> read(String table, List<String> paths) {
    Optional<StructType> schema =
        table.equals(ForecastColumns.NAME)
            ? Optional.of(schema(ForecastColumns.ALL))
            : ResultTables.find(table).map(one -> schema(one.columns()));
    var reader = spark.read().option("basePath", root.resolve(table).path().toString());
    reader =
        schema.isPresent() ? reader.schema(schema.get()) : reader.option("mergeSchema", "true");
    Dataset<Row> rows = PlaceColumns.filled(reader.parquet(paths.toArray(String[]::new)));
    return ResultTables.find(table).map(one -> one.once(rows)).orElse(rows);
  }

  private static StructType schema(List<TableColumn> columns) {
    StructType schema = new StructType();
    for (TableColumn column : columns) {
      schema = schema.add(column.name(), column.sparkType());
    }
    return schema.add(ResultTables.RUN.name(), DataTypes.StringType);
  }

  private static Map<String, String> comments(String table) {
    Map<String, String> comments = new HashMap<>();
    List<TableColumn> columns = new ArrayList<>(List.of(ResultTables.RUN));
    if (table.equals(ForecastColumns.NAME)) {
      columns.addAll(ForecastColumns.ALL);
    } else {
      ResultTables.find(table).ifPresent(one -> columns.addAll(one.columns()));
    }
    columns.forEach(column -> comments.put(column.name(), column.comment()));
    return comments;
  }

  private static void show(String view, Dataset<Row> rows, Map<String, String> comments) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column column = functions.col("`" + name.replace("`", "``") + "`");
      String comment = comments.get(name);
      columns.add(
          comment == null
              ? column
              : column.as(name, new MetadataBuilder().putString("comment", comment).build()));
    }
    rows.select(columns.toArray(Column[]::new)).createOrReplaceTempView(view);
  }

  /** What of a table is to be read: folders of runs, or files where not all of them count. */
  private List<String> paths(String table) throws IOException {
    List<String> paths = new ArrayList<>();
    for (Folder folder : runs(table)) {
      if (table.equals(ForecastColumns.NAME)) {
        for (Entry trial : list(folder)) {
          if (trial.name().startsWith(ForecastColumns.PARTITION)) {
            paths.add(folder.resolve(trial.name()).readable());
          }
        }
        continue;
      }
      Set<String> present = names(folder);
      Set<String> counted = new HashSet<>(present);
      if (OF_UNITS.contains(table)) {
        Folder trials = root.resolve(ResultTables.TRIALS.name());
        counted.retainAll(names(trials.resolve(folder.path().getName())));
      }
      if (counted.size() == present.size() && !present.isEmpty()) {
        paths.add(folder.readable());
      } else {
        counted.forEach(file -> paths.add(folder.resolve(file).readable()));
      }
    }
    return paths;
  }

  /** The folders of the runs that are asked for. */
  private List<Folder> runs(String table) throws IOException {
    Folder folder = root.resolve(table);
    List<Folder> folders = new ArrayList<>();
    for (Entry one : list(folder)) {
      if (one.name().startsWith(ResultStore.PARTITION)) {
        String run = one.name().substring(ResultStore.PARTITION.length());
        if (runs.isEmpty() || runs.contains(run)) {
          folders.add(folder.resolve(one.name()));
          found.add(run);
        }
      }
    }
    return folders;
  }

  private static Set<String> names(Folder folder) throws IOException {
    Set<String> names = new HashSet<>();
    for (Entry file : list(folder)) {
      if (file.name().endsWith(SUFFIX)) {
        names.add(file.name());
      }
    }
    return names;
  }

  private static List<Entry> list(Folder folder) throws IOException {
    return folder.storage().list(folder.path());
  }

  /**
   * The views that this program writes, whether they are there or not.
   *
   * @return view to the subcommand that writes it
   */
  static Map<String, String> writers() {
    Map<String, String> writers = new TreeMap<>();
    ResultTables.all().forEach(table -> writers.put(table.name(), table.writer()));
    writers.put(ForecastColumns.NAME, "score");
    writers.put(SeriesView.NAME, "prepare");
    return writers;
  }
}
