package org.synprune.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.synprune.jobs.data.generate.GeneratedTruth;
import org.synprune.jobs.data.generate.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes made-up raw files. */
@Command(
    name = "generate",
    description = "Writes a made-up raw file in a data set's own form, with a known noise floor.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      required = true,
      description = "Whose form: bitcoin, sp500, air-quality, power, power-minute.")
  private String dataset;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows to write (default: as many as the real set has).")
  private Long rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the noise (default: 42).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write; packed if it ends in .gz.")
  private Path out;

  @Override
  public Integer call() {
    Generator generator = Generator.of(dataset).seed(seed);
    if (rows != null) {
      generator.rows(rows);
    }
    GeneratedTruth truth = generator.to(out);
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        "%s: %,d rows, %,d values missing, no %s forecast of %s can beat MAE %.6g%n",
        out,
        truth.rows(),
        truth.missing().values().stream().mapToLong(Long::longValue).sum(),
        truth.resolution(),
        truth.target(),
        truth.floorMae());
    console.flush();
    return 0;
  }
}
