package org.synprune.jobs.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.console.FittedTable;
import org.synprune.jobs.cli.console.Terminal;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.results.runs.RunInfo;
import org.synprune.jobs.results.runs.RunListing;
import org.synprune.jobs.results.runs.RunRemoval;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs of a result folder, or removes one. */
@Command(
    name = "runs",
    description =
        "Lists the runs in a result folder: trials, failed trials, size, time of the last trial"
            + " (UTC) and grid. With --remove, deletes one run.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Mixin private OutputFolder out;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--remove",
      paramLabel = "NAME",
      description =
          "Delete this run without asking: all its results, models, forecasts and its page."
              + " Prepared series stay. A run that a sweep is working on is left alone.")
  private @Nullable String removed;

  @Override
  public Integer call() throws IOException {
    Folder folder = out.folder();
    if (!folder.requireReachable().exists()) {
      throw new BadInputException("'" + out + "': no such folder, expected the results of a sweep");
    }
    Console console = printed.console();
    Map<String, Object> document = Documents.of("runs");
    document.put("out", folder.toString());
    if (removed == null) {
      list(console, document);
    } else {
      RunRemoval.Removed gone = RunRemoval.of(folder).remove(removed);
      console
          .text()
          .printf(
              "removed    %s: results, models, forecasts and page (%s)%n",
              gone.run(), FileUtils.byteCountToDisplaySize(gone.bytes()));
      console.text().flush();
      document.put("removed", Map.of("run", gone.run(), "bytes", gone.bytes()));
    }
    console.print(document);
    return ExitCodes.DONE;
  }

  private void list(Console console, Map<String, Object> document) throws IOException {
    List<RunInfo> runs;
    try (SparkSession spark = Sessions.open("runs")) {
      runs = RunListing.read(Sessions.forReading(spark), out.folder());
    }
    console.text().print(runs.isEmpty() ? "'" + out + "' holds no runs\n" : table(runs));
    console.text().flush();
    document.put("runs", runs.stream().map(RunsCommand::object).toList());
  }

  private static String table(List<RunInfo> runs) {
    FittedTable table =
        FittedTable.wrapping(
            List.of(
                new Column("run", Align.LEFT),
                new Column("trials", Align.RIGHT),
                new Column("failed", Align.RIGHT),
                new Column("size", Align.RIGHT),
                new Column("last trial", Align.LEFT),
                new Column("grid", Align.LEFT)),
            Terminal.DEFAULT_COLUMNS);
    for (RunInfo run : runs) {
      Instant newest = run.newest();
      table.add(
          List.of(
              run.name(),
              String.format(Locale.ROOT, "%,d", run.trials()),
              String.format(Locale.ROOT, "%,d", run.failed()),
              FileUtils.byteCountToDisplaySize(run.bytes()),
              newest == null ? "-" : MINUTES.format(newest),
              run.trials() == 0 ? without(run.name()) : grid(run.grid())));
    }
    return table.render();
  }

  /** What there is of a run without trials: tables made of several runs' trials, or left-overs. */
  private static String without(String run) {
    return run.contains("+") ? "summary of " + run.replace("+", ", ") : "-";
  }

  private static String grid(RunInfo.Grid grid) {
    return String.join(
        "; ",
        String.join(", ", grid.datasets()),
        String.join(", ", grid.protocols()),
        String.join(", ", grid.architectures()),
        "lookbacks "
            + grid.lookbacks().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        String.join(", ", grid.regularisers()),
        "seeds " + ranges(grid.seeds()));
  }

  /** Sorted numbers, consecutive ones as a range such as 42..51. */
  private static String ranges(List<Long> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int from = 0; from < numbers.size(); ) {
      int to = from;
      while (to + 1 < numbers.size() && numbers.get(to + 1) == numbers.get(to) + 1) {
        to++;
      }
      ranges.add(to == from ? "" + numbers.get(from) : numbers.get(from) + ".." + numbers.get(to));
      from = to + 1;
    }
    return String.join(", ", ranges);
  }

  private static Map<String, Object> object(RunInfo run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", run.name());
    object.put("trials", run.trials());
    object.put("failed", run.failed());
    object.put("bytes", run.bytes());
    Instant newest = run.newest();
    object.put("last_trial", newest == null ? null : newest.toString());
    object.put("grid", run.grid());
    return object;
  }
}
