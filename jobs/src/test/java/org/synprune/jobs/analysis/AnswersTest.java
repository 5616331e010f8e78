package org.synprune.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.synprune.jobs.analysis.Observations.observation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Answer.Verdict;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Question;

/**
 * The answers to a grid's question: on planted data, against scipy, and how often they are wrong.
 */
class AnswersTest {

  private static final Question DOES_IT_HELP =
      new Question(List.of(new Arm("prune")), List.of(new Arm("dropout")));

  /** A grid of known truth, as src/test/python/stats_truth.py made it. */
  private record Planted(double ratio, String treatment, String against, List<Double> figures) {}

  private static Map<Integer, List<Planted>> planted() throws IOException {
    Map<Integer, List<Planted>> grids = new LinkedHashMap<>();
    String text =
        IOUtils.toString(
            Answers.class.getResourceAsStream("/org/synprune/jobs/stats/answers.csv"),
            StandardCharsets.UTF_8);
    text.lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(
            cells ->
                grids
                    .computeIfAbsent(Integer.valueOf(cells[0]), unused -> new ArrayList<>())
                    .add(
                        new Planted(
                            Double.parseDouble(cells[1]),
                            cells[2],
                            cells[3],
                            Arrays.stream(cells, 4, 8).map(Double::valueOf).toList())));
    return grids;
  }

  private static List<Observation> observations(List<Planted> grid) {
    List<Observation> all = new ArrayList<>();
    for (int place = 0; place < grid.size(); place++) {
      add(all, place + 1, "prune", grid.get(place).treatment());
      add(all, place + 1, "dropout", grid.get(place).against());
    }
    return all;
  }

  private static void add(List<Observation> all, int lookback, String arm, String values) {
    String[] numbers = values.split(" ", -1);
    for (int seed = 0; seed < numbers.length; seed++) {
      all.add(observation("sp500", "rnn", lookback, arm, seed, Double.parseDouble(numbers[seed])));
    }
  }

  @Test
  void figuresAreThoseOfScipy() throws IOException {
    assertThat(planted()).hasSize(4);
    planted()
        .forEach(
            (number, grid) -> {
              List<Answer> answers = Answers.of(observations(grid), DOES_IT_HELP);
              assertThat(answers).hasSameSizeAs(grid);
              for (int i = 0; i < grid.size(); i++) {
                Answer answer = answers.get(i);
                List<Double> scipy = grid.get(i).figures();
                assertThat(answer.p()).isCloseTo(scipy.get(0), within(1e-12));
                assertThat(answer.pAdjusted()).isCloseTo(scipy.get(1), within(1e-12));
                assertThat(answer.difference()).isCloseTo(scipy.get(2), within(1e-9));
                assertThat(answer.relative()).hasValueCloseTo(scipy.get(3), within(1e-12));
                assertThat(answer.low()).isLessThanOrEqualTo(answer.difference());
                assertThat(answer.high()).isGreaterThanOrEqualTo(answer.difference());
              }
            });
  }

  @Test
  void whatIsPlantedIsFoundWithEnoughSeeds() throws IOException {
    List<Planted> twenty = planted().get(3);
    assertThat(Answers.of(observations(twenty), DOES_IT_HELP))
        .map(Answer::verdict)
        .containsExactly(
            Verdict.NOT_SHOWN, // the same
            Verdict.BETTER, // a tenth less
            Verdict.WORSE, // a fifth more
            Verdict.EQUAL_IN_PRACTICE, // a thousandth more, and hardly any spread
            Verdict.NOT_SHOWN,
            Verdict.NOT_SHOWN); // 3% less, beside a spread of 6%
    // With 5 seeds six comparisons can't be told apart, whatever the numbers are.
    assertThat(Answers.of(observations(planted().get(0)), DOES_IT_HELP))
        .map(Answer::verdict)
        .containsOnly(Verdict.TOO_FEW_SEEDS);
    assertThat(Answers.seedsNeeded(6)).isEqualTo(8);
  }

  @Test
  void withoutADifferenceAGridIsHardlyEverSaidToHaveOne() {
    Question question =
        new Question(
            List.of(new Arm("a"), new Arm("b"), new Arm("c")),
            List.of(new Arm("none"), new Arm("dropout")));
    SplittableRandom random = new SplittableRandom(20170228);
    int wrong = 0;
    for (int grid = 0; grid < 2000; grid++) {
      List<Observation> observations = new ArrayList<>();
      for (int lookback : new int[] {7, 30}) {
        for (int seed = 0; seed < 12; seed++) {
          double shared = random.nextGaussian();
          for (String arm : List.of("none", "dropout", "a", "b", "c")) {
            double error = Math.exp(0.3 * shared + 0.1 * random.nextGaussian());
            observations.add(observation("sp500", "rnn", lookback, arm, seed, error));
          }
        }
      }
      wrong +=
          Answers.significant(observations, question).stream().anyMatch(found -> found) ? 1 : 0;
    }
    assertThat(wrong / 2000.0).isLessThanOrEqualTo(0.05);
    assertThat(wrong).as("it isn't blind").isGreaterThan(10);
  }

  @Test
  void onlySeedsThatBothHaveAreCompared() {
    List<Observation> all = new ArrayList<>();
    for (int seed = 0; seed < 9; seed++) {
      all.add(observation("sp500", "rnn", 7, "prune", seed, 1 + seed));
      all.add(observation("sp500", "rnn", 7, "dropout", seed + 2, 2 * (3 + seed)));
    }
    all.add(observation("sp500", "lstm", 7, "prune", 1, 1));
    assertThat(Answers.of(all, DOES_IT_HELP))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.seeds()).isEqualTo(7);
              assertThat(one.relative()).hasValueCloseTo(-0.5, within(1e-12));
              assertThat(one.effectSize()).isEqualTo(-1);
              assertThat(one.verdict()).isEqualTo(Verdict.BETTER);
            });
  }

  @Test
  void errorsOfZeroHaveNoRatio() {
    List<Observation> all = new ArrayList<>();
    for (int seed = 0; seed < 8; seed++) {
      all.add(observation("sp500", "rnn", 7, "prune", seed, seed));
      all.add(observation("sp500", "rnn", 7, "dropout", seed, seed + 1));
    }
    Answer answer = Answers.of(all, DOES_IT_HELP).get(0);
    assertThat(answer.relative()).isEmpty();
    assertThat(answer.pRope()).isEmpty();
    assertThat(answer.verdict()).isEqualTo(Verdict.BETTER);
  }

  @Test
  void practicalEqualityComesBeforeASmallDifference() {
    assertThat(Answers.verdict(10, 8, 0.01, -1, OptionalDouble.of(0.97)))
        .isEqualTo(Verdict.EQUAL_IN_PRACTICE);
    assertThat(Answers.verdict(10, 8, 0.01, -1, OptionalDouble.of(0.5))).isEqualTo(Verdict.BETTER);
    assertThat(Answers.verdict(10, 8, 0.01, 1, OptionalDouble.of(0))).isEqualTo(Verdict.WORSE);
    assertThat(Answers.verdict(10, 8, 0.05, 1, OptionalDouble.of(0))).isEqualTo(Verdict.NOT_SHOWN);
    assertThat(Answers.verdict(7, 8, 0.01, 1, OptionalDouble.of(1)))
        .isEqualTo(Verdict.TOO_FEW_SEEDS);
  }
}
