package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.data.generate.Generator;
import picocli.CommandLine;

/** What a user sees who gets something wrong: one sentence, exit code 2, nothing half written. */
class BadInputTest {

  @TempDir private Path dir;

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args);
    return new Ended(code, out.toString(), err.toString());
  }

  private void assertRefused(Ended ended, String... said) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(said).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(
            ended
                .err()
                .lines()
                .filter(line -> !line.startsWith("Try '") && !line.startsWith("Did you mean")))
        .hasSize(1);
    assertThat(dir.resolve("out"))
        .satisfiesAnyOf(
            out -> assertThat(out).doesNotExist(), out -> assertThat(out).isEmptyDirectory());
  }

  private String out() {
    return dir.resolve("out").toString();
  }

  private Path generated(String dataset, long rows) throws IOException {
    Path data = Files.createDirectories(dir.resolve("data"));
    Generator generator = Generator.of(dataset).rows(rows);
    generator.to(data.resolve(generator.fileName()));
    return data;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --grid nowhere                     | --grid is 'nowhere', expected one of",
        "run --grid qiuck                       | or a .conf file (did you mean 'quick'?)",
        "run --dataset gold --data .            | --dataset is 'gold', expected one of air-quality",
        "run --dataset bitcion                  | (did you mean 'bitcoin'?)",
        "run --dataset my.conf --data .         | expected the name of a data set",
        "sweep --dataset bitcion                | (did you mean 'bitcoin'?)",
        "prepare --data . --dataset bitcion     | (did you mean 'bitcoin'?)",
        "prepare --data . --protocol strickt    | strict, anchored, paper (did you mean 'strict'?)",
        "run --regulariser dropuot              | (did you mean 'dropout'?)",
        "run --architecture gru                 | --architecture is 'gru', expected one of rnn",
        "run --regulariser ridge                | --regulariser is 'ridge', expected one of none",
        "run --protocol lax                     | --protocol is 'lax', expected one of strict",
        "run --seeds 44..42                     | --seeds is '44..42', expected the smaller end first",
        "run --lookback seven                   | Invalid value for option '--lookback'",
        "run --lookback 0                       | command line: lookbacks holds 0, expected 1 row or more",
        "run --run a/b                          | run name is 'a/b', expected letters",
        "run --preset theirs                    | --preset is 'theirs', expected one of paper",
        "swep                                   | Unmatched argument",
        "prepare --data nowhere                 | nowhere",
        "prepare                                | Missing required option: '--data=DIR'",
        "prepare --data . --max-lookback 0      | --max-lookback is 0, expected 1 row or more",
        "run --seeds 42,42                      | command line: seeds names something twice",
        "summarize --appendix nowhere.csv       | nowhere.csv",
        "nightly --grid nowhere                 | --grid is 'nowhere', expected one of",
        "nightly --date tonight                 | Invalid value for option '--date'",
        "nightly --nights 0                     | --nights is 0, expected 1 or more",
        "nightly --keep 6                       | --keep is 6, expected at least 7 as in --nights",
        "nightly --mae-tolerance -1             | tolerance of mae is -1.0, expected a share",
        "nightly --throughput-tolerance 1       | tolerance of throughput is 1.0, expected a share",
        "sweep --dry-run --slots 0              | --slots is 0, expected 1 or more",
        "run --slots 4                          | --slots is given without --dry-run",
        "run --save-models some                 | Invalid value for option '--save-models'",
        "score                                  | --model is not given, expected the folder of",
        "score --run nosuch                     | run 'nosuch' has no saved models in",
        "score --run a --model b                | --run is given together with --model",
        "score --model a --regulariser none     | expected --run in its place",
        "summarize --run a,b --appendix x.csv   | --run names 2 runs, expected one name with",
        "score --model nowhere                  | nowhere: holds no model.json",
        "generate --dataset gold --out x.csv    | --dataset is 'gold', expected one of air-quality",
        "generate --dataset pwer --out x.csv    | (did you mean 'power'?)",
        "generate --dataset sp500 --rows 0 --out x.csv | 0",
      })
  void misuseIsOneSentence(String line, String said) {
    List<String> args = new ArrayList<>(List.of(line.strip().split(" +")));
    if (!args.get(0).equals("generate") && !args.get(0).equals("swep")) {
      args.addAll(List.of("--out", out()));
    }
    assertRefused(run(args.toArray(String[]::new)), said.strip());
  }

  @Test
  void aSweepWithoutSeriesNamesTheFolderItMissed() {
    assertRefused(
        run("sweep", "--dataset", "sp500", "--out", out()), "series/sp500/strict", "'prepare'");
  }

  @Test
  void aSummaryWithoutTrialsSaysSo() {
    assertRefused(run("summarize", "--out", out()), "holds no runs");
    assertRefused(run("summarize", "--out", out(), "--run", "x"), "holds no trials");
  }

  @Test
  void onlyCommandsThatReadAFileOfferToTakeOne() {
    for (String command : List.of("run", "sweep", "generate")) {
      List<String> args = new ArrayList<>(List.of(command, "--dataset", "bitcion"));
      args.addAll(List.of("--out", out()));
      assertThat(run(args.toArray(String[]::new)).err()).doesNotContain(".conf file");
    }
    assertRefused(run("dataset", "check", "bitcion"), "or a .conf file (did you mean 'bitcoin'?)");
  }

  @Test
  void aGridThatNamesNoDataSetIsNotOfferedAnOption() throws IOException {
    Path grid =
        Files.writeString(
            dir.resolve("own.conf"),
            """
            datasets = [bitcion]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [none]
            seeds = ["1"]
            """);
    assertRefused(
        run("run", "--grid", grid.toString(), "--out", out()),
        "a data set of grid",
        "own.conf' is 'bitcion'",
        "did you mean 'bitcoin'?");
  }

  @Test
  void aCellThatIsNoNumberIsNamedWithFileLineAndColumn() throws IOException {
    Path data = generated("sp500", 300);
    Path file = data.resolve("AAPL_data.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String[] cells = lines.get(122).split(",");
    cells[4] = "n/a";
    lines.set(122, String.join(",", cells));
    Files.write(file, lines);
    assertRefused(
        run("prepare", "--data", data.toString(), "--dataset", "sp500", "--out", out()),
        "AAPL_data.csv",
        "line 123",
        "close",
        "n/a");
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    Path data = generated("sp500", 300);
    Path file = data.resolve("AAPL_data.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(0, lines.get(0).replace("close", "closing"));
    Files.write(file, lines);
    assertRefused(
        run("prepare", "--data", data.toString(), "--dataset", "sp500", "--out", out()),
        "AAPL_data.csv",
        "close");
  }

  @ParameterizedTest
  @CsvSource({"strict, 63, 63", "paper, 99, 99", "paper, 79, lookback of 79"})
  void aLookbackThatLeavesASplitEmptyIsRefusedBeforeTraining(
      String protocol, String lookback, String said) throws IOException {
    Path data = generated("bitcoin", 99);
    Ended ended =
        run(
            "run",
            "--data",
            data.toString(),
            "--dataset",
            "bitcoin",
            "--protocol",
            protocol,
            "--lookback",
            lookback,
            "--out",
            out());
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains("bitcoin", said).doesNotContain("\tat ");
    assertThat(dir.resolve("out/trials")).doesNotExist();
  }
}
