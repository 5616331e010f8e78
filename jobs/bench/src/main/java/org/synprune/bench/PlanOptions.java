package org.synprune.bench;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What to plan and sweep. */
final class PlanOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the raw files of the data sets.")
  Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "bitcoin,sp500,air-quality,power",
      description = "Only these data sets (default: bitcoin,sp500,air-quality,power).")
  List<String> datasets;
}
