package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What schedulers call is a command line that the program understands. */
class SchedulesTest {

  private static final Path CONF = Path.of("..", "conf");
  private static final Pattern CALL = Pattern.compile("scripts/nightly ([^>|&\\n]*)");

  /** Parses and doesn't run; options that are required have to be there. */
  private static CommandLine understood(List<String> arguments) {
    ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.hasSubcommand()).isTrue();
    return parsed.subcommand().commandSpec().commandLine();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crontab", "synprune-nightly.service"})
  void aScheduleOfOneMachineCallsTheNightlyRun(String file) throws IOException {
    Matcher call = CALL.matcher(Files.readString(CONF.resolve("schedules").resolve(file)));
    assertThat(call.find()).isTrue();
    CommandLine nightly = understood(List.of(("nightly " + call.group(1)).strip().split(" +")));
    assertThat(nightly.<Object>getCommand()).isInstanceOf(NightlyCommand.class);
  }

  @Test
  void theSparkOperatorCallsTheNightlyRun() throws IOException {
    Object yaml =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(CONF.resolve("spark/kubernetes/nightly.yaml")));
    for (String step : List.of("spec", "template", "arguments")) {
      yaml = ((Map<?, ?>) yaml).get(step);
    }
    List<String> arguments = ((List<?>) yaml).stream().map(String.class::cast).toList();
    assertThat(understood(arguments).<Object>getCommand()).isInstanceOf(NightlyCommand.class);
  }
}
