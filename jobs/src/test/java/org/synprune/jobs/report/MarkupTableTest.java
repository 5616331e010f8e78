package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.report.MarkupTable.Cell;
import org.synprune.jobs.report.MarkupTable.Form;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/** Tables for papers and pages. */
class MarkupTableTest {

  private static final List<Column> COLUMNS =
      List.of(new Column("arm_name", Align.LEFT), new Column("MAE", Align.RIGHT));

  private static MarkupTable table(Form form) {
    MarkupTable table = new MarkupTable(form, COLUMNS);
    table.add(List.of(new Cell("a|b & 50% of_all"), new Cell("1.5 +- 0.1", true)));
    table.add(List.of(new Cell("{x}^~\\<"), new Cell("-")));
    return table;
  }

  @Test
  void markdownIsATableWithoutItsOwnSigns() {
    assertThat(table(Form.MARKDOWN).render())
        .isEqualTo(
            """
            | arm\\_name | MAE |
            | --- | ---: |
            | a\\|b & 50% of\\_all | **1.5 ± 0.1** |
            | {x}^~\\\\&lt; | - |
            """);
  }

  @Test
  void latexHasTheRulesOfBooktabs() {
    assertThat(table(Form.LATEX).render())
        .isEqualTo(
            """
            \\begin{tabular}{lr}
            \\toprule
            arm\\_name & MAE \\\\
            \\midrule
            a|b \\& 50\\% of\\_all & \\textbf{1.5 $\\pm$ 0.1} \\\\
            \\{x\\}\\textasciicircum{}\\textasciitilde{}\\textbackslash{}\\textless{} & - \\\\
            \\bottomrule
            \\end{tabular}
            """);
  }

  @Test
  void onlyASignificantWinnerIsBold() {
    List<Observation> all = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      all.add(observation("sp500", "rnn", 7, "none", seed, 10 + 0.1 * seed));
      all.add(observation("sp500", "rnn", 7, "dropout", seed, 8 + 0.1 * seed));
      all.add(observation("sp500", "lstm", 7, "none", seed, 10 + seed % 3));
      all.add(observation("sp500", "lstm", 7, "dropout", seed, 10 + (seed + 1) % 3));
    }
    String table = HeadlineTable.render(Summary.of(all), Form.MARKDOWN);
    assertThat(table.lines())
        .hasSize(4)
        .anyMatch(
            line ->
                line.matches(
                    "\\| sp500 \\| rnn \\| 7 \\| 10\\.\\S+ ± \\S+ \\| \\*\\*8\\..*\\*\\* \\|"))
        .anyMatch(line -> line.startsWith("| sp500 | lstm | 7 |") && !line.contains("**"));
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    MarkupTable table = new MarkupTable(Form.LATEX, COLUMNS);
    assertThatThrownBy(() -> table.add(List.of(new Cell("x"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
