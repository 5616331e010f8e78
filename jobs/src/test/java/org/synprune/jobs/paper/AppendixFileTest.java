package org.synprune.jobs.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;

/** The reader of published results: what it accepts, and what it says of what it doesn't. */
class AppendixFileTest {

  private static final String HEADER =
      "dataset,model,metric,sequence_length,no_dropout,dropout,mc_dropout,synaptic_pruning\n";
  private static final String GOOD = "S&P500,PatchTST,mae,7,0.1,0.2,0.3,0.4\n";

  @TempDir Path folder;

  @Test
  void readsTheErrorsAndPassesOverTheRest() throws IOException {
    Path file = write(HEADER + GOOD + "Bitcoin,RNN,runtime,1,x,,,\nBitcoin,RNN,mae,1,1,2,3,4");
    assertThat(AppendixFile.read(file))
        .hasSize(8)
        .contains(
            published("sp500", "patchtst", 7, "none", AppendixFile.SEED, .1),
            published("sp500", "patchtst", 7, "mc-dropout", AppendixFile.SEED, .3),
            published("bitcoin", "rnn", 1, "synaptic-pruning", AppendixFile.SEED, 4));
  }

  @Test
  void columnsMayStandInAnyOrderBehindAByteOrderMark() throws IOException {
    Path file =
        write(
            "\uFEFFmetric,dataset,model,sequence_length,dropout,no_dropout,mc_dropout,"
                + "synaptic_pruning,remark\r\nmae,Electricity,LSTM,60,2,1,3,4,\"a, b\"\r\n");
    assertThat(AppendixFile.read(file))
        .contains(published("power", "lstm", 60, "none", AppendixFile.SEED, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dogecoin,RNN,mae,1,1,2,3,4 | 'dataset' is 'Dogecoin', expected one of Bitcoin, S&P500, "
            + "Air Quality, Electricity",
        "Bitcoin,GRU,mae,1,1,2,3,4 | 'model' is 'GRU', expected one of RNN, LSTM, PatchTST",
        "Bitcoin,RNN,mae,0,1,2,3,4 | 'sequence_length' is '0', expected a whole number of at least"
            + " 1",
        "Bitcoin,RNN,mae,1.5,1,2,3,4 | 'sequence_length' is '1.5', expected a whole number of at"
            + " least 1",
        "Bitcoin,RNN,mae,1,1,n/a,3,4 | 'dropout' is 'n/a', expected a number",
        "Bitcoin,RNN,mae,1,1,2,NaN,4 | 'mc_dropout' is 'NaN', expected a number",
        "Bitcoin,RNN,mae,1,1,2,3, | 'synaptic_pruning' is '', expected a number",
        "Bitcoin,RNN,mae,1,1,2 | 'mc_dropout' is missing: the line has 6 cells, expected 8",
        "S&P500,PatchTST,mae,7,1,2,3,4 | 'sequence_length' repeats 7 for sp500/patchtst, expected"
            + " it once",
      })
  void namesFileLineAndColumn(String row, String problem) throws IOException {
    Path file = write(HEADER + GOOD + row + "\n" + "Bitcoin,RNN,mae,3,1,2,3,4\n");
    assertThatThrownBy(() -> AppendixFile.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ", line 3: column " + problem);
  }

  @Test
  void namesTheLastLineEvenWithoutItsEnd() throws IOException {
    Path file = write(HEADER + GOOD + "Bitcoin,RNN,mae,1,1,2,3,x");
    assertThatThrownBy(() -> AppendixFile.read(file))
        .hasMessage(file + ", line 3: column 'synaptic_pruning' is 'x', expected a number");
  }

  @Test
  void namesTheMissingColumn() throws IOException {
    Path file = write(HEADER.replace("mc_dropout", "mcdropout") + GOOD);
    assertThatThrownBy(() -> AppendixFile.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ", line 1: column 'mc_dropout' is missing, expected the columns dataset, model,"
                + " metric, sequence_length, no_dropout, dropout, mc_dropout, synaptic_pruning");
  }

  @Test
  void namesWhatIsNoSuchFile() throws IOException {
    assertThatThrownBy(() -> AppendixFile.read(folder.resolve("none.csv")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.csv: no such file");
    assertThatThrownBy(() -> AppendixFile.read(folder)).isInstanceOf(BadInputException.class);
    Path empty = write("");
    assertThatThrownBy(() -> AppendixFile.read(empty))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is empty, expected a header");
    Path bare = write(HEADER);
    assertThatThrownBy(() -> AppendixFile.read(bare))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has no row whose column 'metric' is 'mae'");
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, (HEADER + "Ä").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> AppendixFile.read(latin))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("isn't UTF-8 text");
    Path quoted = write(HEADER + "\"Bitcoin,RNN,mae,1,1,2,3,4\n");
    assertThatThrownBy(() -> AppendixFile.read(quoted))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("can't be read as comma-separated text");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "appendix", ".csv"), text);
  }

  private static Observation published(
      String dataset, String architecture, int lookback, String arm, long seed, double value) {
    Place place = new Place(dataset, Protocol.PAPER, Architecture.of(architecture), lookback);
    return new Observation(place, new Arm(arm), seed, value);
  }
}
