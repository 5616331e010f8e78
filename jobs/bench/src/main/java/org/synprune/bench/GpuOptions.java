package org.synprune.bench;

import java.nio.file.Path;
import java.util.List;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Option;

/** What to estimate. */
final class GpuOptions {

  @Option(
      names = "--prepared",
      paramLabel = "DIR",
      required = true,
      description = "Output folder of synprune prepare, with the data sets.")
  private Path prepared;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "bitcoin,sp500,air-quality,power",
      description = "These data sets (default: bitcoin,sp500,air-quality,power).")
  private List<String> datasets;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Trials of each arm, which are trained side by side (default: 10).")
  int seeds;

  /** The data sets' manifests. */
  List<SeriesInfo> series() {
    return datasets.stream()
        .map(name -> prepared.resolve("series").resolve(name).resolve("strict"))
        .map(folder -> StoredSeries.of(Folder.local(folder)).info())
        .toList();
  }
}
