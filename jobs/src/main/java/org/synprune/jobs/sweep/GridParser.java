package org.synprune.jobs.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.TrainingSettings;
import org.synprune.pruning.Preset;

/**
 * Reads a grid file and narrows it by what the command line says.
 *
 * <p>Keys: {@code datasets, protocols, architectures, lookbacks, regularisers, seeds, attempts,
 * generate, training, pruning}; those left out have the paper's values.
 */
public final class GridParser {

  private static final long MOST_SEEDS = 1_000_000;

  private GridParser() {}

  /**
   * Replacements for a grid's lists.
   *
   * @param datasets names, or empty for the grid's own
   * @param protocols ids, or empty
   * @param architectures ids, or empty
   * @param lookbacks rows, or empty
   * @param regularisers ids, or empty
   * @param seeds ranges such as {@code 42..51} and numbers, or empty
   * @param preset the pruning preset's id, if not the grid's own
   */
  public record Narrowing(
      List<String> datasets,
      List<String> protocols,
      List<String> architectures,
      List<Integer> lookbacks,
      List<String> regularisers,
      List<String> seeds,
      Optional<String> preset) {

    /** Changes nothing. */
    public static final Narrowing NOTHING =
        new Narrowing(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
  }

  /**
   * Reads a grid.
   *
   * @param conf where named grids are found
   * @param nameOrFile a name such as {@code paper}, or the path of a {@code .conf} file
   * @param narrowing what to replace
   * @return the grid
   * @throws BadInputException if there is no such grid, or a key or value is unknown
   */
  public static Grid read(ConfFolder conf, String nameOrFile, Narrowing narrowing) {
    Section file = conf.read("grids", nameOrFile);
    String name = java.nio.file.Path.of(nameOrFile).getFileName().toString();
    Grid grid = parse(file, name.replaceFirst("\\.conf$", ""), narrowing);
    file.done();
    return grid;
  }

  private static Grid parse(Section file, String name, Narrowing narrowing) {
    List<String> datasets = file.strings("datasets");
    List<Protocol> protocols =
        ids(file, "protocols", Protocol.byId(), List.of(Protocol.STRICT.id()));
    List<Architecture> architectures = ids(file, "architectures", Architecture.byId(), null);
    List<Integer> lookbacks = file.integers("lookbacks");
    List<Regulariser> regularisers = ids(file, "regularisers", Regulariser.byId(), null);
    List<Long> seeds = seeds(file.strings("seeds"), text -> file.bad("seeds", text));
    int attempts = file.integer("attempts", 1);
    Map<String, Integer> generate = file.section("generate").byKey(Section::integer);
    for (String dataset : generate.keySet()) {
      if (!datasets.contains(dataset)) {
        throw file.bad("generate", "names '" + dataset + "', which isn't one of the data sets");
      }
    }
    TrainingSettings settings = settings(file, narrowing.preset());
    Grid own =
        checked(
            file,
            () ->
                new Grid(
                    name,
                    datasets,
                    protocols,
                    architectures,
                    lookbacks,
                    regularisers,
                    seeds,
                    settings,
                    attempts,
                    generate));
    return narrowed(own, narrowing);
  }

  private static Grid narrowed(Grid own, Narrowing to) {
    try {
      return new Grid(
          own.name(),
          or(to.datasets(), own.datasets()),
          or(chosen("--protocol", to.protocols(), Protocol.byId()), own.protocols()),
          or(
              chosen("--architecture", to.architectures(), Architecture.byId()),
              own.architectures()),
          or(to.lookbacks(), own.lookbacks()),
          or(chosen("--regulariser", to.regularisers(), Regulariser.byId()), own.regularisers()),
          or(seeds(to.seeds(), text -> new BadInputException("--seeds " + text)), own.seeds()),
          own.settings(),
          own.attempts(),
          own.generate());
    } catch (IllegalArgumentException e) {
      throw new BadInputException("command line: " + e.getMessage(), e);
    }
  }

  private static TrainingSettings settings(Section file, Optional<String> preset) {
    TrainingSettings paper = TrainingSettings.PAPER;
    Section training = file.section("training");
    Section pruning = file.section("pruning");
    Preset own =
        pruning.has("preset")
            ? pruning.choice("preset", PruningSettings.presetsById())
            : paper.pruning().preset();
    Preset chosen =
        preset
            .map(id -> chosen("--preset", List.of(id), PruningSettings.presetsById()).get(0))
            .orElse(own);
    PruningSettings pruningSettings =
        checked(
            pruning,
            () ->
                new PruningSettings(
                    chosen,
                    pruning.number("min-sparsity", paper.pruning().minSparsity()),
                    pruning.number("max-sparsity", paper.pruning().maxSparsity()),
                    pruning.integer("warmup", paper.pruning().warmup()),
                    pruning.integer("every", paper.pruning().every())));
    TrainingSettings settings =
        checked(
            training,
            () ->
                new TrainingSettings(
                    training.integer("epochs", paper.epochs()),
                    training.integer("batch-size", paper.batchSize()),
                    training.number("learning-rate", paper.learningRate()),
                    training.integer("hidden", paper.hidden()),
                    training.number("dropout-rate", paper.dropoutRate()),
                    training.integer("mc-passes", paper.mcPasses()),
                    training.integer("patience", paper.patience()),
                    pruningSettings));
    training.done();
    pruning.done();
    return settings;
  }

  private static <T> List<T> ids(
      Section file, String key, Map<String, T> byId, List<String> fallback) {
    List<String> names = fallback == null ? file.strings(key) : file.strings(key, fallback);
    for (String one : names) {
      if (!byId.containsKey(one)) {
        throw file.bad(
            key, "names '" + one + "', expected some of " + String.join(", ", byId.keySet()));
      }
    }
    return names.stream().map(byId::get).toList();
  }

  private static <T> List<T> chosen(String option, List<String> names, Map<String, T> byId) {
    for (String one : names) {
      if (!byId.containsKey(one)) {
        throw new BadInputException(
            option + " is '" + one + "', expected one of " + String.join(", ", byId.keySet()));
      }
    }
    return names.stream().map(byId::get).toList();
  }

  private interface Complaint {
    BadInputException about(String problem);
  }

  private static List<Long> seeds(List<String> texts, Complaint complaint) {
    return texts.stream()
        .flatMapToLong(
            text -> {
              String[] ends = text.split("\\.\\.", -1);
              try {
                long first = Long.parseLong(ends[0].strip());
                long last = ends.length == 1 ? first : Long.parseLong(ends[1].strip());
                if (ends.length <= 2 && first <= last && last - first < MOST_SEEDS) {
                  return LongStream.rangeClosed(first, last);
                }
              } catch (NumberFormatException e) {
                // said below
              }
              throw complaint.about(
                  "is '" + text + "', expected whole numbers or ranges such as 42..51");
            })
        .boxed()
        .toList();
  }

  private static <T> List<T> or(List<T> narrowed, List<T> own) {
    return narrowed.isEmpty() ? own : narrowed;
  }

  /** Turns a record's refusal, which starts with the key, into an error that names the line. */
  private static <T> T checked(Section section, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      String[] parts = e.getMessage().split(" ", 2);
      throw section.bad(parts[0], parts[1]);
    }
  }
}
