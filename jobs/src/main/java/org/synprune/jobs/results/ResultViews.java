package org.synprune.jobs.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;

/**
 * The tables of a result folder as views of a Spark session. Column {@code run} comes last. What a
 * work unit left without committing it, or what was set aside as damaged, isn't seen; columns that
 * an older version of this program didn't write are null.
 */
public final class ResultViews {

  private static final String PARTITION = "run=";
  private static final String SUFFIX = ".parquet";

  /** Tables whose files count only beside the file of their unit in {@code trials}. */
  private static final Set<String> OF_UNITS =
      Set.of(ResultTables.EPOCHS.name(), ResultTables.LAYERS.name());

  private static final List<Table<?>> KNOWN =
      List.of(
          ResultTables.TRIALS,
          ResultTables.EPOCHS,
          ResultTables.LAYERS,
          SummaryTables.CELLS,
          SummaryTables.TESTS,
          RegressionTable.REGRESSIONS);

  private final FileSystem files;
  private final Path root;
  private final Optional<String> run;

  private ResultViews(FileSystem files, Path root, Optional<String> run) {
    this.files = files;
    this.root = root;
    this.run = run;
  }

  /**
   * Makes a view of each table that is there, under the table's name.
   *
   * @param spark the session, whose views of those names are replaced
   * @param root the result folder
   * @param run only rows of this run, if given
   * @return the views' names, those of a sweep first
   * @throws BadInputException if the folder holds no results, or none of the run
   */
  public static List<String> register(SparkSession spark, String root, Optional<String> run) {
    try {
      Path folder = new Path(root);
      FileSystem files = folder.getFileSystem(new Configuration());
      if (!files.exists(folder)) {
        throw new BadInputException("'" + root + "': no such folder, expected results of a sweep");
      }
      return new ResultViews(files, folder, run).register(spark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> register(SparkSession spark) throws IOException {
    Map<String, Optional<StructType>> tables = new LinkedHashMap<>();
    KNOWN.forEach(table -> tables.put(table.name(), Optional.of(schema(table))));
    for (FileStatus folder : files.listStatus(root)) {
      String name = folder.getPath().getName();
      if (folder.isDirectory() && name.matches("[a-z][a-z0-9_]*")) {
        tables.putIfAbsent(name, Optional.empty());
      }
    }
    List<String> views = new ArrayList<>();
    for (Map.Entry<String, Optional<StructType>> table : tables.entrySet()) {
      List<String> paths = paths(table.getKey());
      if (!paths.isEmpty()) {
        DataFrameReader reader =
            spark.read().option("basePath", new Path(root, table.getKey()).toString());
        if (table.getValue().isPresent()) {
          reader = reader.schema(table.getValue().get());
        } else {
          reader = reader.option("mergeSchema", "true");
        }
        reader.parquet(paths.toArray(String[]::new)).createOrReplaceTempView(table.getKey());
        views.add(table.getKey());
      }
    }
    if (views.isEmpty()) {
      List<String> others = ResultStore.runs(root.toString());
      throw new BadInputException(
          run.isPresent() && !others.isEmpty()
              ? "--run is '" + run.get() + "', expected one of " + String.join(", ", others)
              : "'" + root + "' holds no results, expected those of a sweep");
    }
    return views;
  }

  /** What of a table is to be read: folders of runs, or files where not all of them count. */
  private List<String> paths(String table) throws IOException {
    Path folder = new Path(root, table);
    List<String> paths = new ArrayList<>();
    if (!files.exists(folder)) {
      return paths;
    }
    for (FileStatus one : files.listStatus(folder)) {
      String name = one.getPath().getName();
      if (!name.startsWith(PARTITION) || (run.isPresent() && !name.equals(PARTITION + run.get()))) {
        continue;
      }
      Set<String> present = names(one.getPath());
      Set<String> counted = new HashSet<>(present);
      if (OF_UNITS.contains(table)) {
        counted.retainAll(names(new Path(new Path(root, ResultTables.TRIALS.name()), name)));
      }
      if (counted.size() == present.size() && !present.isEmpty()) {
        paths.add(escaped(one.getPath()));
      } else {
        counted.forEach(file -> paths.add(escaped(new Path(one.getPath(), file))));
      }
    }
    return paths;
  }

  private Set<String> names(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        if (file.getPath().getName().endsWith(SUFFIX)) {
          names.add(file.getPath().getName());
        }
      }
    }
    return names;
  }

  /** A path as Spark reads it: brackets and stars aren't patterns. */
  private static String escaped(Path path) {
    return path.toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }

  static StructType schema(Table<?> table) {
    StructType schema = new StructType();
    for (Type field : table.schema().getFields()) {
      schema = schema.add(field.getName(), type(field));
    }
    return schema.add("run", DataTypes.StringType);
  }

  private static DataType type(Type field) {
    return switch (field.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> DataTypes.IntegerType;
      case INT64 ->
          field.getLogicalTypeAnnotation()
                  instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation
              ? DataTypes.TimestampType
              : DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BINARY -> DataTypes.StringType;
      default -> throw new IllegalStateException("column " + field);
    };
  }

  /**
   * The tables that this program writes, whether they are there or not.
   *
   * @return table to the subcommand that writes it
   */
  static Map<String, String> writers() {
    Map<String, String> writers = new TreeMap<>();
    for (Table<?> table : KNOWN) {
      writers.put(table.name(), "sweep");
    }
    writers.put(SummaryTables.CELLS.name(), "summarize");
    writers.put(SummaryTables.TESTS.name(), "summarize");
    writers.put(RegressionTable.REGRESSIONS.name(), "nightly");
    return writers;
  }
}
