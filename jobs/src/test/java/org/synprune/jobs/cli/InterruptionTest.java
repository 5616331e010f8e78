package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Ctrl-C prints; that it ends a process so is tested with the launcher. */
class InterruptionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run                    | stopped; the same command carries on",
        "sweep --grid paper     | stopped; the same command carries on",
        "nightly --out x        | stopped; the same command carries on",
        "run --fresh --grid x   | stopped; the same command starts over, without --fresh it carries on if training had begun",
        "query --fresh          | stopped",
        "score --model run      | stopped",
        "--version              | stopped",
      })
  void saysHowToGoOn(String args, String said) {
    assertThat(Interruption.line(args.split(" ", -1))).isEqualTo("synprune: " + said);
  }

  @Test
  void helpListsTheExitCode() {
    assertThat(Cli.run("--help").out()).containsPattern("130 +stopped by Ctrl-C");
    assertThat(Cli.run("nightly", "--help").out()).containsPattern("130 +stopped by Ctrl-C");
  }

  @Test
  void theLastLineStandsAloneAndNothingFollows() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Outlet outlet = new Outlet(bytes, () -> false);
    PrintStream stream = new PrintStream(outlet, true, StandardCharsets.UTF_8);
    stream.print("\r3 of 4 done");
    outlet.close("stopped\n".getBytes(StandardCharsets.UTF_8));
    stream.println("a stack trace");
    outlet.close("again\n".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\r3 of 4 done\nstopped\n");
  }

  @Test
  void onlyTheLastLineIsWrittenFromTheSignalOn() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicBoolean signalled = new AtomicBoolean();
    Outlet outlet = new Outlet(bytes, signalled::get);
    PrintStream stream = new PrintStream(outlet, true, StandardCharsets.UTF_8);
    stream.print("\r3 of 4 done");
    signalled.set(true);
    stream.println("ERROR Inbox: Ignoring error");
    stream.write('!');
    outlet.close("stopped\n".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\r3 of 4 done\nstopped\n");
  }

  /** Under spark-submit logging has begun when the command puts its own streams in place. */
  @Test
  void theLogGoesToTheStreamThatIsPutInPlaceAfterItBegan() throws Exception {
    Path settings = Path.of("../conf/log4j2.properties");
    ByteArrayOutputStream later = new ByteArrayOutputStream();
    PrintStream before = System.err;
    try (LoggerContext logging = new LoggerContext("own", null, settings.toUri())) {
      logging.start();
      System.setErr(new PrintStream(later, true, StandardCharsets.UTF_8));
      logging.getLogger("org.apache.spark.rpc.netty.Inbox").error("Ignoring error");
    } finally {
      System.setErr(before);
    }
    assertThat(later.toString(StandardCharsets.UTF_8))
        .matches("\\d\\d:\\d\\d:\\d\\d ERROR Inbox: Ignoring error\\s+");
  }
}
