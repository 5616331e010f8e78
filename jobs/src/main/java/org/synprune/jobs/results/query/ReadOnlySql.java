package org.synprune.jobs.results.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.synprune.jobs.BadInputException;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Decides whether a statement only reads the views: it does if every part of it is one of those
 * listed here. Tables are named by one word, so that no path or catalog is read.
 */
final class ReadOnlySql {

  /** Statements that look at views or at a query, which is checked too. */
  private static final Set<Class<?>> STATEMENTS =
      Set.of(
          DescribeRelation.class,
          DescribeColumn.class,
          DescribeQueryCommand.class,
          ShowTables.class,
          ShowColumns.class,
          ExplainCommand.class);

  /** What queries are made of. */
  private static final Set<Class<?>> QUERIES =
      Set.of(
          Aggregate.class,
          Distinct.class,
          Except.class,
          Expand.class,
          Filter.class,
          Generate.class,
          GlobalLimit.class,
          Intersect.class,
          Join.class,
          LateralJoin.class,
          LocalLimit.class,
          LocalRelation.class,
          Offset.class,
          OneRowRelation.class,
          Pivot.class,
          Project.class,
          Repartition.class,
          RepartitionByExpression.class,
          Sample.class,
          Sort.class,
          SubqueryAlias.class,
          Union.class,
          Unpivot.class,
          UnresolvedHaving.class,
          UnresolvedHint.class,
          UnresolvedInlineTable.class,
          UnresolvedRelation.class,
          UnresolvedSubqueryColumnAliases.class,
          UnresolvedTVFAliases.class,
          UnresolvedTableValuedFunction.class,
          UnresolvedWith.class,
          Window.class,
          WithWindowDefinition.class);

  /** What statements name. */
  private static final Set<Class<?>> NAMES =
      Set.of(UnresolvedNamespace.class, UnresolvedTableOrView.class);

  /** Parts of queries and names that Spark 4 has, and Spark 3.5 hasn't. */
  private static final Set<String> IN_SPARK_4 =
      Set.of(
          "org.apache.spark.sql.catalyst.analysis.CurrentNamespace$",
          "org.apache.spark.sql.catalyst.plans.logical.LimitAll");

  private static final String EXPECTED =
      ", expected a query that only reads (SELECT, WITH, VALUES, DESCRIBE, SHOW TABLES, SHOW"
          + " COLUMNS, EXPLAIN)";

  private ReadOnlySql() {}

  /**
   * Refuses a statement that does more than read the views. Nothing is run.
   *
   * @param spark the session of the views
   * @param statement the statement
   * @param plan the statement as Spark's parser understands it
   * @param views the views' names
   * @throws BadInputException if it isn't allowed
   */
  static void require(SparkSession spark, String statement, LogicalPlan plan, List<String> views) {
    for (LogicalPlan part : parts(plan)) {
      if (part instanceof ScriptTransformation) {
        throw new BadInputException("SQL: TRANSFORM runs a program" + EXPECTED);
      }
      if (part instanceof Command || part instanceof ParsedStatement) {
        if (!STATEMENTS.contains(part.getClass())) {
          throw new BadInputException("SQL: " + verb(statement) + " isn't a query" + EXPECTED);
        }
      } else if (!QUERIES.contains(part.getClass())
          && !NAMES.contains(part.getClass())
          && !IN_SPARK_4.contains(part.getClass().getName())
          && !(part instanceof OneRowRelation)) {
        throw new BadInputException(
            "SQL: a query can't have a part " + part.nodeName() + " here" + EXPECTED);
      }
      requireView(part, views);
    }
    if (!(query(plan) instanceof Command)) {
      requireNoMethods(spark, query(plan));
    }
  }

  /** The query that is explained or described, or the plan itself. */
  private static LogicalPlan query(LogicalPlan plan) {
    if (plan instanceof ExplainCommand explain) {
      return query(explain.logicalPlan());
    }
    return plan instanceof DescribeQueryCommand describe ? describe.plan() : plan;
  }

  private static String verb(String statement) {
    return statement.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static void requireView(LogicalPlan part, List<String> views) {
    Seq<String> name;
    if (part instanceof UnresolvedRelation relation) {
      name = relation.multipartIdentifier();
    } else if (part instanceof UnresolvedTableOrView relation) {
      name = relation.multipartIdentifier();
    } else {
      return;
    }
    if (name.size() > 1) {
      throw new BadInputException(
          "SQL: unknown table '"
              + name.mkString(".")
              + "', expected one of "
              + String.join(", ", views));
    }
  }

  /** Functions that call any method by its name can do anything. */
  private static void requireNoMethods(SparkSession spark, LogicalPlan query) {
    LogicalPlan analyzed =
        spark.sessionState().executePlan(query, CommandExecutionMode.SKIP()).analyzed();
    for (LogicalPlan part : parts(analyzed)) {
      boolean calls =
          list(part.expressions()).stream()
              .anyMatch(one -> one.find(e -> e instanceof CallMethodViaReflection).isDefined());
      if (calls) {
        throw new BadInputException(
            "SQL: reflect and java_method call any method of the program" + EXPECTED);
      }
    }
  }

  /** A plan, and all plans in it: inputs, common tables, subqueries, what is explained. */
  private static List<LogicalPlan> parts(LogicalPlan plan) {
    List<LogicalPlan> all = new ArrayList<>();
    addParts(plan, all);
    return all;
  }

  private static void addParts(QueryPlan<?> plan, List<LogicalPlan> all) {
    if (!(plan instanceof LogicalPlan logical)) {
      throw new IllegalStateException("no logical plan: " + plan.nodeName());
    }
    all.add(logical);
    list(logical.children()).forEach(child -> addParts(child, all));
    list(logical.innerChildren()).forEach(child -> addParts(child, all));
    list(logical.subqueries()).forEach(query -> addParts(query, all));
    LogicalPlan query = query(logical);
    if (logical instanceof ExplainCommand || logical instanceof DescribeQueryCommand) {
      addParts(query, all);
    }
  }

  /** Scala's own converters are others in 2.12 and in 2.13. */
  private static <T> List<T> list(Seq<T> elements) {
    List<T> all = new ArrayList<>();
    for (Iterator<T> each = elements.iterator(); each.hasNext(); ) {
      all.add(each.next());
    }
    return all;
  }
}
