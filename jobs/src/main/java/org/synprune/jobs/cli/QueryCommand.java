package org.synprune.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.RowPrinter;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.report.MarkupTable;
import org.synprune.jobs.results.query.ResultQuery;
import org.synprune.jobs.results.query.ResultViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs SQL over the results. */
@Command(
    name = "query",
    description =
        "Runs a Spark SQL query over the results. Only statements that read are allowed. Tables:"
            + " trials, epochs, layers, questions (written by 'sweep'), cells, tests, answers,"
            + " inference (by 'summarize'), regressions (by 'nightly'), forecasts (by 'score'), series (by"
            + " 'prepare'), and any other in the folder that is kept by runs. All but series have a"
            + " column 'run'. DESCRIBE gives the meaning and unit of each column.",
    footer = {
      "%nExamples:",
      "  synprune query 'SHOW TABLES'",
      "  synprune query 'DESCRIBE trials'",
      "  synprune query --format csv 'SELECT dataset, regulariser, avg(mase)",
      "      FROM trials GROUP BY ALL ORDER BY ALL'"
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {

  private static final int ROWS_OF_TABLE = 100;

  @Spec private CommandSpec spec;
  @Mixin private OutputFolder out;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      split = ",",
      description = "Read these runs only, with commas between (default: all runs).")
  private Set<String> runs = Set.of();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "table",
      description =
          "table: numbers rounded to 6 digits, long texts shortened to fit the terminal; csv; json:"
              + " one object per line; markdown; or latex, for package booktabs (default: table).")
  private RowPrinter.Format format;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      description = "Largest number of rows to print (default: 100 for a table, all otherwise).")
  private @Nullable Integer limit;

  @Parameters(paramLabel = "SQL", description = "The query, in quotes.")
  private String sql;

  @Override
  public Integer call() throws IOException {
    if (limit != null && (limit < 0 || limit == Integer.MAX_VALUE)) {
      throw new BadInputException("--limit is " + limit + ", expected 0 rows or more");
    }
    PrintWriter console = spec.commandLine().getOut();
    try (SparkSession opened = Sessions.open("query")) {
      SparkSession spark = Sessions.forReading(opened);
      List<String> views = ResultViews.register(spark, out.folder(), runs);
      Dataset<Row> all = ResultQuery.of(spark, sql, views);
      try {
        print(limit == null ? all : all.limit(limit), console);
      } catch (BadInputException e) {
        throw e;
      } catch (Exception e) {
        throw ResultQuery.asBadInput(e, views);
      }
    }
    return ExitCodes.DONE;
  }

  private void print(Dataset<Row> rows, PrintWriter console) {
    RowPrinter printer = new RowPrinter(rows, console);
    switch (format) {
      case CSV -> printer.csv();
      case JSON -> printer.json();
      case MARKDOWN -> printer.markup(MarkupTable.Form.MARKDOWN);
      case LATEX -> printer.markup(MarkupTable.Form.LATEX);
      case TABLE -> {
        if (printer.table(limit == null ? ROWS_OF_TABLE : limit)) {
          PrintWriter err = spec.commandLine().getErr();
          err.printf(
              "There are more than these %d rows; use --limit N, or --format csv or json for all.%n",
              ROWS_OF_TABLE);
          err.flush();
        }
      }
    }
  }
}
