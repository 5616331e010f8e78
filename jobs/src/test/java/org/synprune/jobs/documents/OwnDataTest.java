package org.synprune.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.cli.Cli;

/** Who follows "Your own data" in {@code conf/README.md} gets there. */
class OwnDataTest {

  private static final String CONF = "synprune.conf";

  private final Document document = Document.read("conf/README.md");

  @TempDir private Path dir;
  private Optional<String> confBefore = Optional.empty();

  @BeforeEach
  void makeTheFiles() throws IOException, InterruptedException {
    confBefore = Optional.ofNullable(System.getProperty(CONF));
    System.setProperty(CONF, dir.resolve("conf").toString());
    Path datasets = Files.createDirectories(dir.resolve("conf/datasets"));
    Files.writeString(datasets.resolve("bikes.conf"), document.code("hocon").get(0).text());
    Files.createDirectories(dir.resolve("data"));
    Files.writeString(dir.resolve("bikes.awk"), document.code("awk").get(0).text());
    shell("awk -f bikes.awk > data/bikes.csv");
  }

  @AfterEach
  void restore() {
    confBefore.ifPresentOrElse(
        before -> System.setProperty(CONF, before), () -> System.clearProperty(CONF));
  }

  private String shell(String command) throws IOException, InterruptedException {
    assertThat(document.code("sh"))
        .anySatisfy(code -> assertThat(ShellCommands.in(code.text())).contains(command));
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Output that the document shows, in order. */
  private String shown(int index) {
    return document.code("").get(index).text();
  }

  private String data() {
    return dir.resolve("data").toString();
  }

  @Test
  void theFileBeginsAsShown() throws IOException, InterruptedException {
    assertThat(shell("head -5 data/bikes.csv")).isEqualTo(shown(0));
  }

  @Test
  void theFileDescribesItself() {
    Path conf = dir.resolve("bikes.conf");
    String told =
        Cli.run(
                "dataset",
                "init",
                dir.resolve("data/bikes.csv").toString(),
                "--target",
                "bikes",
                "--to",
                conf.toString())
            .fine()
            .out();
    assertThat(told).contains("the target is bikes");
    String checked = Cli.run("dataset", "check", conf.toString(), "--data", data()).fine().out();
    assertThat(checked)
        .contains("bikes.csv: 3,900 rows", "2025-01-01 00:00 to 2025-06-16 15:00, 1 gap")
        .doesNotContain("warning");
  }

  @Test
  void theCheckTellsWhatIsShown() {
    String told = Cli.run("dataset", "check", "bikes", "--data", data()).fine().out();
    assertThat(told.replace(data(), "data")).isEqualTo(shown(1));
  }

  @Test
  void aMistakeIsTheSentenceShown() throws IOException {
    Path file = dir.resolve("data/bikes.csv");
    List<String> lines = Files.readAllLines(file);
    lines.set(41, lines.get(41).replaceFirst(",[^,]*", ",2x"));
    Files.write(file, lines);
    Cli.Ended ended = Cli.run("dataset", "check", "bikes", "--data", data());
    assertThat(ended.code()).isEqualTo(2);
    String said = ended.err().replace(data(), "data").replace("synprune: ", "").strip();
    assertThat(document.text().replaceAll("\\s+", " ")).contains("`" + said + "`");
  }

  @Test
  void itIsTrainedAndAskedLikeAnyOther() {
    String out = dir.resolve("out").toString();
    Cli.Ended run =
        Cli.run(
            "run",
            "--data",
            data(),
            "--dataset",
            "bikes",
            "--lookback",
            "7",
            "--architecture",
            "rnn,lstm",
            "--run",
            "bikes",
            "--seeds",
            "42",
            "--regulariser",
            "none",
            "--out",
            out);
    assertThat(run.fine().out()).contains("bikes    rnn     7", "bikes    lstm    7");
    String asked =
        Cli.run(
                "query",
                "--run",
                "bikes",
                "SELECT regulariser, architecture, round(avg(mase), 3) AS mase FROM trials"
                    + " GROUP BY ALL ORDER BY ALL",
                "--out",
                out)
            .fine()
            .out();
    assertThat(asked).contains("none", "lstm", "rnn");
  }
}
