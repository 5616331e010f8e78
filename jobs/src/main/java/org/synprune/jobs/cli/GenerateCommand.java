package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.cli.options.ConfNames;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.data.generate.GeneratedTruth;
import org.synprune.jobs.data.generate.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Generates raw files. */
@Command(
    name = "generate",
    description =
        "Generates a raw file in the format of a data set, with a known lowest possible error.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      required = true,
      completionCandidates = Formats.class,
      description = "Format to write: ${COMPLETION-CANDIDATES}.")
  private String dataset;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Number of rows (default: as many as the real file has).")
  private @Nullable Long rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the random numbers (default: 42).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "File to write, or its address in a store; compressed with gzip if the name ends in .gz.")
  private String out;

  @Override
  public Integer call() {
    ConfNames.requireGenerated("--dataset", dataset);
    Generator generator = Generator.of(dataset).seed(seed);
    if (rows != null) {
      generator.rows(rows);
    }
    GeneratedTruth truth = generator.to(GivenFolder.of(out));
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        "%s: %,d rows, %,d values missing;%nno %s forecast of %s can have a lower MAE than %.6g%n",
        out,
        truth.rows(),
        truth.missing().values().stream().mapToLong(Long::longValue).sum(),
        truth.resolution(),
        truth.target(),
        truth.floorMae());
    console.flush();
    return ExitCodes.DONE;
  }

  /** The data sets that can be generated. */
  private static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Generator.datasets().iterator();
    }
  }
}
