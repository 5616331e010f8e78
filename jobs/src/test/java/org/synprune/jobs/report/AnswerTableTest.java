package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Answers;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Question;

/** Answers as they are printed. */
class AnswerTableTest {

  private static final Question PRUNING =
      new Question(
          List.of(new Arm("synaptic-pruning")), List.of(new Arm("none"), new Arm("dropout")));

  /** As a newcomer found: pruning doubles the error on Bitcoin, and isn't far off elsewhere. */
  private static List<Observation> newcomer(int seeds) {
    List<Observation> all = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      all.add(observation("bitcoin", "rnn", 7, "none", seed, 4160 + 20 * seed));
      all.add(observation("bitcoin", "rnn", 7, "dropout", seed, 4082 + 70 * seed));
      all.add(observation("bitcoin", "rnn", 7, "synaptic-pruning", seed, 8267 + 60 * seed));
      all.add(observation("sp500", "rnn", 7, "none", seed, 1 + 0.001 * seed));
      all.add(observation("sp500", "rnn", 7, "dropout", seed, 1 + 0.3 * (seed % 3)));
      all.add(observation("sp500", "rnn", 7, "synaptic-pruning", seed, 1.0001 + 0.001 * seed));
    }
    return all;
  }

  @Test
  void doubledErrorsAreSaid() {
    String text = AnswerTable.render(Answers.of(newcomer(12), PRUNING));
    assertThat(text)
        .contains(
            "arm              against better worse equal not shown too few     difference",
            "synaptic-pruning none         -     1     1         -       - +0.0% to +101%")
        .containsPattern(
            "bitcoin +rnn +7 synaptic-pruning +none +\\+101% +\\+100% \\+103% 0.002 worse")
        .containsPattern("sp500 +rnn +7 synaptic-pruning +none +\\+0.0% .* equal")
        .contains("adjusted by Holm over all 4 comparisons")
        .doesNotContain("are too few:");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(90));
    assertThat(text).isASCII();
  }

  @Test
  void eachPairIsASentence() {
    assertThat(AnswerTable.sentences(Answers.of(newcomer(12), PRUNING)))
        .hasSize(2)
        .first()
        .asString()
        .matches(
            "synaptic-pruning against none: worse at 1 \\(\\+101%\\), equal in practice at 1 \\(\\+0.0%\\) of 2"
                + " places\\.");
  }

  @Test
  void tooFewSeedsAreSaidWithTheNumberItTakes() {
    String text = AnswerTable.render(Answers.of(newcomer(3), PRUNING));
    assertThat(text)
        .contains("+99%   +99% +100% 1.000 too few seeds", "+101%   +99% +103% 1.000 too few seeds")
        .contains("3 seeds are too few:\nso many comparisons take at least 8.");
    assertThat(AnswerTable.render(List.of())).isEmpty();
  }

  @Test
  void aPlanSaysHowManySeedsItTakes() {
    assertThat(QuestionNote.sentence(PRUNING, 3, 5))
        .isEqualTo(
            "2 pairs of arms at 3 places: 6 comparisons take at least 8 seeds to show any"
                + " difference, and the grid has only 5; about 17 find one as large as the spread of"
                + " the paired differences with a power of 80%");
    assertThat(QuestionNote.sentence(Question.NOTHING, 3, 5)).isEmpty();
  }
}
