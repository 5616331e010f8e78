package org.synprune.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.bench.figure.Figure.CaseLabels;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;

class FigureTableTest {

  private static final CaseLabels PLACE =
      CaseLabels.of(new TrainingCase(Architecture.RNN, 7, Regulariser.MC_DROPOUT));

  private static FigureTable table() {
    FigureTable table = new FigureTable(Map.of("cpu", "some"));
    double[] own = {1, 2, 4};
    table.add(
        Figure.of("steps", PLACE, "djl / synprune", new double[] {3, 5, 8}, own, "ms")
            .with("WIDE=1"));
    table.add(Figure.withoutPartner("steps", PLACE, "torch, of Python / synprune", own, "ms"));
    return table;
  }

  @Test
  void csvNamesSettingsLeavesCellsOfMissingPartnersEmptyAndQuotes() {
    assertThat(table().csv())
        .isEqualTo(
            """
            # cpu: some
            benchmark,architecture,lookback,regulariser,ratio_of,ratio,min,max,numerator,denominator,unit,rounds,setting
            steps,rnn,7,mc-dropout,djl / synprune,2.500,2.000,3.000,5.000,2.000,ms,3,WIDE=1
            steps,rnn,7,mc-dropout,"torch, of Python / synprune",,,,,2.000,ms,3,
            """);
  }

  @Test
  void textIsAligned() {
    // One blank between columns where the table is wider than a terminal.
    assertThat(table().text())
        .startsWith("# cpu: some\n\nbenchmark architecture lookback regulariser ratio_of")
        .contains("\nsteps     rnn                 7 mc-dropout  djl / synprune ");
  }

  @Test
  void writesBothForms(@TempDir Path dir) throws IOException {
    table().write(dir.resolve("new"), "steps");
    assertThat(Files.readString(dir.resolve("new/steps.csv"))).isEqualTo(table().csv());
    assertThat(Files.readString(dir.resolve("new/steps.txt"))).isEqualTo(table().text());
  }

  @Test
  void numbersHaveFourDigitsOrWholeUnits() {
    assertThat(FigureTable.number(0.01234)).isEqualTo("0.0123");
    assertThat(FigureTable.number(1)).isEqualTo("1.000");
    assertThat(FigureTable.number(-12.345)).isEqualTo("-12.35");
    assertThat(FigureTable.number(123.44)).isEqualTo("123.4");
    assertThat(FigureTable.number(281843.2)).isEqualTo("281843");
    assertThat(FigureTable.number(Double.NaN)).isEmpty();
  }
}
