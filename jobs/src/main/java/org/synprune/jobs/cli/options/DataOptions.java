package org.synprune.jobs.cli.options;

import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.console.LabelledLines;
import org.synprune.jobs.data.generate.GeneratedTruth;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.Grid;
import picocli.CommandLine.Option;

/** Where raw files come from: a folder, or the generator. */
public final class DataOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the raw files, or its address in a store (default: none, the data are"
              + " generated).")
  private @Nullable String data;

  /**
   * The folder of raw files; generates what the grid needs if none is given.
   *
   * @param grid the data sets wanted
   * @param out where generated files go
   * @param console where it is printed what was generated
   * @return the folder
   * @throws BadInputException if files would have to be generated that can't be
   */
  public Folder folder(Grid grid, Folder out, PrintWriter console) {
    if (data != null) {
      return GivenFolder.of(data);
    }
    Folder raw = out.resolve("raw");
    for (String dataset : grid.datasets()) {
      if (!Generator.datasets().contains(dataset)) {
        throw new BadInputException(
            "--data is not given and data set '"
                + dataset
                + "' can't be generated, expected the folder of its raw file");
      }
    }
    for (String dataset : grid.datasets()) {
      Generator generator = Generator.of(dataset);
      Optional.ofNullable(grid.generate().get(dataset)).ifPresent(generator::rows);
      Folder file = raw.resolve(generator.fileName());
      if (!generator.wrote(file)) {
        if (file.requireReachable().exists() && !Generator.made(file)) {
          throw new BadInputException(
              file
                  + ": is no generated file and isn't replaced by one, expected --data "
                  + raw
                  + ", or another --out");
        }
        GeneratedTruth truth = generator.to(file);
        LabelledLines lines = new LabelledLines(console);
        lines.print(
            "generated",
            String.format(
                "%-12s %,d rows; no forecast of %s can have a lower MAE than %.4g",
                dataset, truth.rows(), truth.target(), truth.floorMae()));
        lines.printWhole("", file.toString());
      }
    }
    console.flush();
    return raw;
  }
}
