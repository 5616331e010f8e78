package org.synprune.jobs.report;

import java.util.List;
import org.synprune.jobs.paper.Replica;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.Sample;

/** The paper's errors, those of its published script and ours side by side, as a text table. */
public final class ReplicaTable {

  private ReplicaTable() {}

  /**
   * Prints a comparison.
   *
   * @param replica the comparison
   * @return lines of text of at most {@link TextTable#WIDTH} characters
   */
  public static String render(Replica replica) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                new Column("L", Align.RIGHT),
                new Column("paper", Align.RIGHT),
                new Column("script", Align.RIGHT),
                new Column("sd", Align.RIGHT),
                new Column("ours", Align.RIGHT),
                new Column("sd", Align.RIGHT),
                new Column("n", Align.RIGHT),
                new Column("Welch t", Align.RIGHT),
                new Column("p", Align.RIGHT),
                new Column("Holm p", Align.RIGHT)));
    for (Replica.Row row : replica.rows()) {
      Sample script = sample(row.script());
      Sample ours = sample(row.ours());
      table.add(
          List.of(
              Integer.toString(row.lookback()),
              Prose.fixed(row.published(), 4),
              Prose.fixed(script.mean(), 4),
              Prose.fixed(script.sd(), 4),
              Prose.fixed(ours.mean(), 4),
              Prose.fixed(ours.sd(), 4),
              Integer.toString(ours.n()),
              Prose.fixed(row.welch().t(), 2),
              Prose.fixed(row.welch().p(), 4),
              Prose.fixed(row.pAdjusted(), 4)));
    }
    String rule = " (Welch's t test, p < 0.05 after Holm's adjustment).";
    return "MAE in scaled units, S&P 500, RNN without regularisation, protocol 'paper'\n"
        + table.render()
        + "\n"
        + Prose.paragraph(
            replica.agrees()
                ? "At no lookback do our trials differ significantly from the script's" + rule
                : "At some lookbacks our trials differ significantly from the script's" + rule);
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
