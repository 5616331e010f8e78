package org.synprune.jobs.cli.show;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.options.GridOptions;
import org.synprune.jobs.cli.options.Shell;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.sweep.GridParser;
import org.synprune.jobs.sweep.GridParser.Narrowing;

/**
 * The command that trains one trial again.
 *
 * @param arguments the subcommand and its options
 * @param notes what to do or know before
 */
record Rerun(List<String> arguments, List<String> notes) {

  private static final int ID_SHOWN = 8;
  private static final String HORIZON = "horizon";

  Rerun {
    arguments = List.copyOf(arguments);
    notes = List.copyOf(notes);
  }

  /**
   * What is recorded of a trial that was trained.
   *
   * @param id its id
   * @param run its run
   * @param config its whole configuration, a line of JSON
   * @param seriesId the series it was trained on
   * @param sha256 hash of that series' raw file
   */
  record TrainedTrial(String id, String run, String config, String seriesId, String sha256) {

    private Config parsed() {
      return ConfigFactory.parseString(config);
    }

    /** A grid of this one trial, as HOCON. */
    String grid() {
      Config trial = parsed();
      StringBuilder text = new StringBuilder("# Trial " + id + "\n\n");
      text.append("datasets = [").append(trial.getString("dataset")).append("]\n");
      text.append("protocols = [").append(trial.getString("protocol")).append("]\n");
      text.append("architectures = [").append(entry(trial, "architecture")).append("]\n");
      text.append("lookbacks = [").append(trial.getInt("lookback")).append("]\n");
      if (trial.hasPath(HORIZON)) {
        text.append("horizon = ").append(trial.getInt(HORIZON)).append('\n');
      }
      text.append("regularisers = [").append(entry(trial, "regulariser")).append("]\n");
      text.append("seeds = [\"").append(trial.getLong("seed")).append("\"]\n");
      for (String part : List.of("training", "pruning")) {
        text.append('\n').append(part).append(" {\n");
        trial.getConfig(part).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(
                one ->
                    text.append("  ")
                        .append(one.getKey())
                        .append(" = ")
                        .append(one.getValue().render(ConfigRenderOptions.concise()))
                        .append('\n'));
        text.append("}\n");
      }
      return text.toString();
    }
  }

  /**
   * Finds the command.
   *
   * @param trial the trial
   * @param out the result folder as the user gave it
   * @param seriesRoot the prepared series
   * @param conf where grids lie
   * @param written the file with the trial's grid, or null if none was written
   */
  static Rerun of(
      TrainedTrial trial, String out, Folder seriesRoot, ConfFolder conf, @Nullable Path written) {
    Config config = trial.parsed();
    String dataset = config.getString("dataset");
    String protocol = config.getString("protocol");
    List<String> notes = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    boolean prepared =
        SeriesStore.info(seriesRoot.resolve(dataset).resolve(protocol))
            .filter(info -> info.id().equals(trial.seriesId()))
            .isPresent();
    if (prepared) {
      arguments.add("sweep");
    } else {
      arguments.addAll(List.of("run", "--data", "DIR"));
      notes.add(
          "DIR is the folder of the raw file with SHA-256 "
              + trial.sha256()
              + ": the series prepared from it is no longer in --out");
    }
    arguments.addAll(List.of("--out", out));
    arguments.addAll(List.of("--run", "rerun-" + trial.id().substring(0, ID_SHOWN)));
    String preset = config.getString("pruning.preset");
    Optional<String> named =
        Optional.ofNullable(written).map(Path::toString).or(() -> grid(trial, preset, conf));
    if (named.isEmpty()) {
      notes.add(
          "no grid in conf/grids has this trial's settings: write GRID.conf with 'show "
              + trial.id().substring(0, ID_SHOWN)
              + " --write-grid GRID.conf'");
    }
    arguments.addAll(List.of("--grid", named.orElse("GRID.conf")));
    arguments.addAll(List.of("--dataset", dataset, "--protocol", protocol));
    arguments.addAll(List.of("--architecture", name(config, "architecture")));
    arguments.addAll(List.of("--lookback", Integer.toString(config.getInt("lookback"))));
    arguments.addAll(List.of("--regulariser", name(config, "regulariser")));
    arguments.addAll(List.of("--seeds", Long.toString(config.getLong("seed"))));
    arguments.addAll(List.of("--preset", preset));
    settings(config).forEach(one -> arguments.addAll(List.of("--set", one)));
    return new Rerun(arguments, notes);
  }

  /** What no other option says. */
  private static List<String> settings(Config trial) {
    return trial.hasPath(HORIZON) ? List.of(HORIZON + "=" + trial.getInt(HORIZON)) : List.of();
  }

  /** An arm or a network as a grid file has it: its name, or an object with settings of its own. */
  private static String entry(Config trial, String key) {
    return isNamed(trial, key)
        ? trial.getString(key)
        : trial.getValue(key).render(ConfigRenderOptions.concise());
  }

  /** The name of an arm or a network. */
  private static String name(Config trial, String key) {
    return trial.getString(isNamed(trial, key) ? key : key + ".name");
  }

  private static boolean isNamed(Config trial, String key) {
    return trial.getValue(key).valueType() == ConfigValueType.STRING;
  }

  /** A named grid with the trial's settings: the run's own, if it has one. */
  private static Optional<String> grid(TrainedTrial trial, String preset, ConfFolder conf) {
    Config config = trial.parsed();
    Set<String> names = new LinkedHashSet<>();
    List<String> all = conf.names("grids");
    if (all.contains(trial.run())) {
      names.add(trial.run());
    }
    names.add(GridOptions.DEFAULT);
    names.addAll(all);
    Narrowing same =
        new Narrowing(
            List.of(config.getString("dataset")),
            List.of(config.getString("protocol")),
            List.of(name(config, "architecture")),
            List.of(config.getInt("lookback")),
            List.of(name(config, "regulariser")),
            List.of(Long.toString(config.getLong("seed"))),
            preset,
            settings(config));
    return names.stream()
        .filter(
            name -> {
              try {
                return GridParser.read(conf, name, same).trial(0).config().equals(trial.config());
              } catch (BadInputException e) {
                return false;
              }
            })
        .findFirst();
  }

  /** The command as a shell takes it. */
  String line() {
    return "scripts/synprune "
        + arguments.stream().map(Shell::quoted).collect(Collectors.joining(" "));
  }
}
