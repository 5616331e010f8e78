package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Answer.Verdict;
import org.synprune.jobs.analysis.Answers;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/** The answers to a grid's question, counted over places, and each by itself. */
public final class AnswerTable {

  /** More rows than that are for a query or the page. */
  private static final int MOST_ROWS = 48;

  private static final List<Column> PLACES =
      List.of(
          new Column("data set", Align.LEFT),
          new Column("network", Align.LEFT),
          new Column("L", Align.RIGHT),
          new Column("arm", Align.LEFT),
          new Column("against", Align.LEFT),
          new Column("difference", Align.RIGHT),
          new Column("95% interval", Align.RIGHT),
          new Column("p", Align.RIGHT),
          new Column("", Align.LEFT));

  private AnswerTable() {}

  /**
   * Prints answers.
   *
   * @param answers of one protocol
   * @return lines of text, of at most {@link TextTable#WIDTH} characters if the names allow it;
   *     nothing without answers
   */
  public static String render(List<Answer> answers) {
    if (answers.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(counts(answers));
    if (answers.size() <= MOST_ROWS) {
      text.append('\n').append(places(answers));
    }
    return text.append('\n').append(Prose.paragraph(caption(answers))).toString();
  }

  /**
   * The answers in words: for each pair at how many places the treatment is better, worse, and so
   * on, and how far its errors are from the other's there.
   *
   * @param answers of one protocol; not empty
   * @return one sentence a pair
   */
  static List<String> sentences(List<Answer> answers) {
    return byPair(answers).entrySet().stream()
        .map(one -> sentence(one.getKey(), one.getValue()))
        .toList();
  }

  private static String sentence(Question.Pair pair, List<Answer> answers) {
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      List<Answer> of = answers.stream().filter(one -> one.verdict() == verdict).toList();
      if (!of.isEmpty()) {
        parts.add(verdict.text() + " at " + of.size() + " (" + range(of) + ")");
      }
    }
    return pair.treatment()
        + " against "
        + pair.against()
        + ": "
        + String.join(", ", parts)
        + " of "
        + Prose.count(answers.size(), "place")
        + ".";
  }

  private static String counts(List<Answer> answers) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("arm", Align.LEFT));
    columns.add(new Column("against", Align.LEFT));
    for (Verdict verdict : Verdict.values()) {
      columns.add(new Column(header(verdict), Align.RIGHT));
    }
    columns.add(new Column("difference", Align.RIGHT));
    TextTable table = new TextTable(2, columns);
    byPair(answers)
        .forEach(
            (pair, of) -> {
              List<String> cells = new ArrayList<>();
              cells.add(pair.treatment().name());
              cells.add(pair.against().name());
              for (Verdict verdict : Verdict.values()) {
                long count = of.stream().filter(one -> one.verdict() == verdict).count();
                cells.add(count == 0 ? "-" : Long.toString(count));
              }
              cells.add(range(of));
              table.add(cells);
            });
    return table.render();
  }

  private static String header(Verdict verdict) {
    return switch (verdict) {
      case BETTER, WORSE, NOT_SHOWN -> verdict.text();
      case EQUAL_IN_PRACTICE -> "equal";
      case TOO_FEW_SEEDS -> "too few";
    };
  }

  /**
   * The answers for a paper or a page. What is better is bold.
   *
   * @param answers of one protocol
   * @param form the language
   * @return lines of text
   */
  public static String render(List<Answer> answers, MarkupTable.Form form) {
    MarkupTable table = new MarkupTable(form, PLACES);
    for (Answer one : answers) {
      table.add(
          row(one).stream()
              .map(text -> new MarkupTable.Cell(text, one.verdict() == Verdict.BETTER))
              .toList());
    }
    return table.render();
  }

  private static String places(List<Answer> answers) {
    TextTable table = new TextTable(1, PLACES);
    answers.forEach(one -> table.add(row(one)));
    return table.render();
  }

  private static List<String> row(Answer one) {
    return List.of(
        one.place().dataset(),
        one.place().network(),
        Integer.toString(one.place().lookback()),
        one.pair().treatment().name(),
        one.pair().against().name(),
        percent(one.relative()),
        one.seeds() == 1 ? "-" : percent(one.relativeLow()) + " " + percent(one.relativeHigh()),
        Prose.fixed(one.pAdjusted(), 3),
        one.verdict() == Verdict.EQUAL_IN_PRACTICE ? "equal" : one.verdict().text());
  }

  private static String caption(List<Answer> answers) {
    int needed = Answers.seedsNeeded(answers.size());
    int seeds = answers.stream().mapToInt(Answer::seeds).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "A place is a data set, network and lookback. Differences are medians over the seeds of the"
            + " arm's error over that of the other, less 1%s; p is that of the exact signed-rank"
            + " test%s; better and worse are below 0.05; equal is within 1%% with a probability of"
            + " 95%%.%s",
        answers.size() <= MOST_ROWS
            ? ""
            : ", from the lowest to the highest place (table 'answers' has each)",
        answers.size() == 1
            ? ""
            : ", adjusted by Holm over all " + Prose.count(answers.size(), "comparison"),
        seeds < needed
            ? String.format(
                Locale.ROOT,
                " %s too few: %s at least %d.",
                seeds == 1 ? "1 seed is" : seeds + " seeds are",
                answers.size() == 1 ? "a comparison takes" : "so many comparisons take",
                needed)
            : "");
  }

  private static Map<Question.Pair, List<Answer>> byPair(List<Answer> answers) {
    Map<Question.Pair, List<Answer>> byPair = new LinkedHashMap<>();
    answers.forEach(
        one -> byPair.computeIfAbsent(one.pair(), unused -> new ArrayList<>()).add(one));
    return byPair;
  }

  /** The differences of some places, from the lowest to the highest. */
  private static String range(List<Answer> answers) {
    double[] sorted =
        answers.stream()
            .map(Answer::relative)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return "-";
    }
    String low = percent(OptionalDouble.of(sorted[0]));
    String high = percent(OptionalDouble.of(Arrays.stream(sorted).max().getAsDouble()));
    return low.equals(high) ? low : low + " to " + high;
  }

  private static String percent(OptionalDouble ratio) {
    if (ratio.isEmpty()) {
      return "-";
    }
    double value = 100 * ratio.getAsDouble();
    String text = Prose.fixed(value, Math.abs(value) < 10 ? 1 : 0);
    return (value > 0 ? "+" : "") + text + "%";
  }
}
