package org.synprune.jobs.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.OutputFolder;
import org.synprune.jobs.cli.options.OutputOptions;
import org.synprune.jobs.results.Compaction;
import org.synprune.jobs.results.Compaction.Compacted;
import org.synprune.jobs.results.ResultStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns the files of a run into one a table. */
@Command(
    name = "compact",
    description =
        "Turns the many small files of a run into one a table (trials, epochs, layers). Rows stay the"
            + " same; a later sweep of the run carries on. If it is stopped half way, the same"
            + " command goes on.",
    mixinStandardHelpOptions = true)
final class CompactCommand implements Callable<Integer> {

  @Mixin private OutputFolder out;
  @Mixin private ConsoleOptions printed;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      required = true,
      description = "Name of the run to compact.")
  private String run;

  @Override
  public Integer call() {
    ResultStore store = OutputOptions.store(out, run);
    Console console = printed.console();
    Compacted done = Compaction.run(store);
    console
        .text()
        .printf(
            "compacted  %s: %,d files before, %,d now (%s)%n",
            done.run(),
            done.filesBefore(),
            done.files(),
            FileUtils.byteCountToDisplaySize(done.bytes()));
    console.text().flush();
    Map<String, Object> document = Documents.of("compact", store);
    document.put("files_before", done.filesBefore());
    document.put("files", done.files());
    document.put("bytes", done.bytes());
    console.print(document);
    return ExitCodes.DONE;
  }
}
