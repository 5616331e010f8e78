package org.synprune.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synprune.bench.stores.StorePlace;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Which stores to measure. */
final class StoreOptions {

  @Option(
      names = "--store",
      paramLabel = "NAME=ADDRESS",
      description = {
        "A folder to measure, such as hdfs=hdfs://host/tmp or s3=s3a://bucket/tmp; what is written",
        "there is removed (default: stand-ins on this machine)."
      })
  private Map<String, String> stores = new LinkedHashMap<>();

  @Option(
      names = "--hadoop-conf",
      paramLabel = "DIR",
      defaultValue = "${env:HADOOP_CONF_DIR}",
      description = "Folder of Hadoop's settings for --store (default: $HADOOP_CONF_DIR).")
  private Path settings;

  @Option(
      names = "--stand-in",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "hdfs,s3",
      converter = KindConverter.class,
      description = "Only these stand-ins, where there is no --store (default: hdfs,s3).")
  private List<StorePlace.Kind> standIns;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Work units that are committed and found done, 8 trials each (default: 1000).")
  int units;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Tasks that commit at a time (default: 8).")
  int writers;

  @Option(
      names = "--planned",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Trials that are planned and found done (default: 1000000).")
  int planned;

  /** Reads the name of a stand-in. */
  private static final class KindConverter implements ITypeConverter<StorePlace.Kind> {
    @Override
    public StorePlace.Kind convert(String id) {
      return Bench.known(StorePlace.Kind.byId(), id);
    }
  }

  /** What is wrong with them, if anything is. */
  Optional<String> fault() {
    if (units < 1 || writers < 1 || planned < 1) {
      return Optional.of("--units, --writers and --planned have to be 1 or more");
    }
    return stores.keySet().stream()
        .filter(name -> !name.matches("[a-z0-9-]+") || name.equals("local"))
        .findAny()
        .map(
            name ->
                "--store is named '"
                    + name
                    + "', expected small letters and digits, and not 'local', which is always"
                    + " measured");
  }

  /** The stores that have an address. */
  List<StorePlace> places() {
    return stores.entrySet().stream()
        .map(
            store -> StorePlace.at(store.getKey(), store.getValue(), Optional.ofNullable(settings)))
        .toList();
  }

  /** The stand-ins to start. */
  List<StorePlace.Kind> standIns() {
    return stores.isEmpty() ? standIns : List.of();
  }
}
