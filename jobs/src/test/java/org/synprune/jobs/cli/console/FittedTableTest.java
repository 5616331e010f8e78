package org.synprune.jobs.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

class FittedTableTest {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("name", Align.LEFT),
          new Column("mae", Align.RIGHT),
          new Column("text", Align.LEFT));

  private static FittedTable filled(FittedTable table) {
    table.add(List.of("synaptic-pruning", "0.123456", "one two three four five six seven"));
    table.add(List.of("none", "12", "-"));
    return table;
  }

  @Test
  void textsAreCutAsFarAsNeededAndNumbersNever() {
    assertThat(filled(FittedTable.cutting(COLUMNS, 40)).render())
        .isEqualTo(
            """
            name                 mae  text
            --------------  --------  --------------
            synaptic-pr...  0.123456  one two thr...
            none                  12  -
            """);
  }

  @Test
  void wideTablesOfNoTerminalAreOnlyCutAtLongTexts() {
    FittedTable table = FittedTable.cutting(COLUMNS, Terminal.UNLIMITED);
    table.add(List.of("x".repeat(50), "1", "y"));
    assertThat(table.render().lines().toList().get(2)).isEqualTo("x".repeat(37) + "...    1  y");
  }

  @Test
  void aRowThatFitsInNoWayIsListed() {
    assertThat(filled(FittedTable.cutting(COLUMNS, 22)).render())
        .isEqualTo(
            """
            row 1
            name  synaptic-pruning
            mae   0.123456
            text  one two three fou...
            row 2
            name  none
            mae   12
            text  -
            """);
  }

  @Test
  void theLastColumnIsWrappedBetweenWords() {
    assertThat(filled(FittedTable.wrapping(COLUMNS, 50)).render())
        .isEqualTo(
            """
            name                   mae  text
            ----------------  --------  ------------------
            synaptic-pruning  0.123456  one two three four
                                        five six seven
            none                    12  -
            """);
  }
}
