package org.synprune.jobs.results.query;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.synprune.jobs.BadInputException;

/** A user's SQL over the views of {@link ResultViews}: it only reads; errors are one sentence. */
public final class ResultQuery {

  private static final Pattern DAMAGED = Pattern.compile("\\S+ is not a Parquet file");

  private ResultQuery() {}

  /**
   * Plans a query.
   *
   * @param spark a session with the views
   * @param sql one statement of Spark SQL, with or without a semicolon
   * @param views the views' names
   * @return its rows, not read yet
   * @throws BadInputException if it isn't SQL, names something unknown, or does more than read
   */
  public static Dataset<Row> of(SparkSession spark, String sql, List<String> views) {
    String statement = sql.strip().replaceFirst(";\\s*$", "");
    if (statement.isEmpty()) {
      throw new BadInputException("SQL is empty, expected a query such as SELECT * FROM trials");
    }
    try {
      LogicalPlan plan = spark.sessionState().sqlParser().parsePlan(statement);
      ReadOnlySql.require(spark, statement, plan, views);
      return spark.sql(statement);
    } catch (BadInputException e) {
      throw e;
    } catch (Exception e) {
      throw asBadInput(e, views);
    }
  }

  /**
   * Turns an error into one sentence for the user, where it is the query's fault.
   *
   * @param error what Spark threw when planning or reading
   * @param views the views' names
   * @return the exception to throw instead
   */
  public static RuntimeException asBadInput(Exception error, List<String> views) {
    Throwable root = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof AnalysisException analysis) {
        return new BadInputException(
            "SQL" + at(analysis) + ": " + sentence(analysis, views), error);
      }
      Matcher damaged = DAMAGED.matcher(String.valueOf(cause.getMessage()));
      if (damaged.find()) {
        return new BadInputException(
            damaged.group()
                + ", expected one as 'sweep' writes it: sweeping its run again sets it aside",
            error);
      }
    }
    // What a query itself makes go wrong, such as a cast.
    if (root instanceof ArithmeticException
        || root instanceof SparkThrowable
        || root.getClass() == RuntimeException.class) {
      return new BadInputException("SQL: " + firstLine(String.valueOf(root.getMessage())), error);
    }
    return error instanceof RuntimeException own
        ? own
        : new IllegalStateException("the query failed: " + error.getMessage(), error);
  }

  private static String sentence(AnalysisException error, List<String> views) {
    Map<String, String> parameters = error.getMessageParameters();
    String kind = kind(error);
    if (kind.startsWith("TABLE_OR_VIEW_NOT_FOUND")) {
      String table = unquoted(parameters.get("relationName"));
      String writer = ResultViews.writers().get(table);
      return (writer == null
              ? "unknown table '" + table + "'"
              : "no table '" + table + "' yet, '" + writer + "' writes it")
          + ", expected one of "
          + String.join(", ", views);
    }
    if (kind.startsWith("UNRESOLVED_COLUMN")) {
      String proposal = unquoted(parameters.getOrDefault("proposal", ""));
      return "unknown column '"
          + unquoted(parameters.get("objectName"))
          + "'"
          + (proposal.isEmpty() ? "" : ", expected perhaps one of " + proposal);
    }
    return firstLine(error.message());
  }

  /** Deprecated in Spark 4 for one that Spark 3.5 doesn't have. */
  @SuppressWarnings("deprecation")
  private static String kind(AnalysisException error) {
    return String.valueOf(error.getErrorClass());
  }

  private static String at(AnalysisException error) {
    return error.line().isDefined() && error.startPosition().isDefined()
        ? String.format(
            Locale.ROOT,
            ", line %d, character %d",
            (Integer) error.line().get(),
            (Integer) error.startPosition().get() + 1)
        : "";
  }

  private static String unquoted(String name) {
    return String.valueOf(name).replace("`", "");
  }

  /** Without Spark's name of the error, which stands in brackets, and its last full stop. */
  private static String firstLine(String message) {
    return message
        .strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\[[A-Z_.0-9]+] ", "")
        .replaceFirst("\\.$", "");
  }
}
