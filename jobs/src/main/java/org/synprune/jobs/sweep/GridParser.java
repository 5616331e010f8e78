package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.conf.Overrides;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.conf.Spelling;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.ArmSpec;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.PruningSettings;
import org.synprune.jobs.grid.Question;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.sweep.Grid.Varied;
import org.synprune.jobs.train.Trainability;

/**
 * Reads a grid file and narrows it by what the command line says.
 *
 * <p>Keys: {@code datasets, protocols, architectures, lookbacks, horizon, regularisers, seeds,
 * question, attempts, generate, training, pruning}; those left out have the paper's values.
 */
public final class GridParser {

  private static final long MOST_SEEDS = 1_000_000;

  private static final String HORIZON = "horizon";

  /** Keys that hold lists. */
  private static final Set<String> LISTS =
      Set.of(
          "datasets", "protocols", "architectures", "lookbacks", HORIZON, "regularisers", "seeds");

  private static final Pattern SEEDS = Pattern.compile("(-?\\d+)(?:\\s*\\.\\.\\s*(-?\\d+))?");

  private GridParser() {}

  /**
   * Replacements for a grid's lists.
   *
   * @param datasets names, or empty for the grid's own
   * @param protocols ids, or empty
   * @param architectures names of networks: the grid's own or ids; or empty
   * @param lookbacks rows, or empty
   * @param regularisers names of arms: the grid's own or ids of regularisers; or empty
   * @param seeds ranges such as {@code 42..51} and numbers, or empty
   * @param preset the pruning preset's id, or null for the grid's own
   * @param settings assignments such as {@code training.epochs=5} in place of what the file says
   */
  public record Narrowing(
      List<String> datasets,
      List<String> protocols,
      List<String> architectures,
      List<Integer> lookbacks,
      List<String> regularisers,
      List<String> seeds,
      @Nullable String preset,
      List<String> settings) {

    /** Changes nothing. */
    public static final Narrowing NOTHING =
        new Narrowing(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, List.of());
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
    Section file =
        conf.read("grids", nameOrFile).with(new Overrides("--set", narrowing.settings(), LISTS));
    String name = java.nio.file.Path.of(nameOrFile).getFileName().toString();
    Grid grid = parse(file, name.replaceFirst("\\.conf$", ""), narrowing);
    file.done();
    return grid;
  }

  private static Grid parse(Section file, String name, Narrowing narrowing) {
    OwnCode code = ownCode();
    List<String> datasets = file.strings("datasets");
    List<Protocol> protocols =
        ids(file, "protocols", Protocol.byId(), List.of(Protocol.STRICT.id()));
    List<Architecture> architectures = NetworkParser.read(file, code);
    List<Integer> lookbacks = file.integers("lookbacks");
    List<ArmSpec> arms = ArmParser.read(file, code);
    List<Long> seeds = seeds(file.strings("seeds"), text -> file.bad("seeds", text));
    int attempts = file.integer("attempts", 1);
    Map<String, Integer> generate = file.section("generate").byKey(Section::integer);
    for (String dataset : generate.keySet()) {
      if (!datasets.contains(dataset)) {
        throw file.bad("generate", "names '" + dataset + "', which isn't one of the data sets");
      }
    }
    String preset = narrowing.preset();
    List<Varied> settings =
        SettingsParser.read(
            file,
            preset == null
                ? null
                : chosen("--preset", List.of(preset), PruningSettings.presetsById()).get(0));
    List<Varied> variants =
        horizons(file).stream()
            .flatMap(steps -> settings.stream().map(one -> one.withHorizon(steps)))
            .toList();
    Question question = question(file, arms);
    Grid own =
        SettingsParser.checked(
            file,
            () ->
                new Grid(
                    name,
                    datasets,
                    protocols,
                    architectures,
                    lookbacks,
                    arms,
                    seeds,
                    variants,
                    question,
                    attempts,
                    generate));
    return narrowed(own, narrowing, code);
  }

  private static Grid narrowed(Grid own, Narrowing to, OwnCode code) {
    try {
      List<ArmSpec> arms = or(chosen("--regulariser", to.regularisers(), arms(own)), own.arms());
      return new Grid(
          own.name(),
          or(to.datasets(), own.datasets()),
          or(chosen("--protocol", to.protocols(), Protocol.byId()), own.protocols()),
          or(
              chosen("--architecture", to.architectures(), networks(own, code)),
              own.architectures()),
          or(to.lookbacks(), own.lookbacks()),
          arms,
          or(seeds(to.seeds(), text -> new BadInputException("--seeds " + text)), own.seeds()),
          own.variants(),
          narrowed(own, arms),
          own.attempts(),
          own.generate());
    } catch (InvalidSettingException e) {
      throw new BadInputException("command line: " + e.getMessage(), e);
    }
  }

  /** The grid's question as far as some arms can answer it; if they can't, what all grids ask. */
  private static Question narrowed(Grid own, List<ArmSpec> arms) {
    Question of = own.question().of(arms.stream().map(ArmSpec::arm).toList());
    return own.asksOnlyForPruning() || of.pairs().isEmpty() ? Question.ofPruning(arms) : of;
  }

  private static Question question(Section file, List<ArmSpec> arms) {
    if (!file.has("question")) {
      return Question.ofPruning(arms);
    }
    Section section = file.section("question");
    List<String> all = arms.stream().map(ArmSpec::name).toList();
    List<String> treatment = section.strings("treatment", List.of());
    List<String> against = section.strings("against", others(all, treatment));
    section.done();
    Question question =
        new Question(
            (treatment.isEmpty() ? others(all, against) : treatment)
                .stream().map(Arm::new).toList(),
            against.stream().map(Arm::new).toList());
    if (question.pairs().isEmpty()) {
      throw file.bad("question", "compares no arms, expected treatment and against");
    }
    return question;
  }

  private static List<String> others(List<String> all, List<String> some) {
    return all.stream().filter(one -> !some.contains(one)).toList();
  }

  /** The own code that there is, none of which may hide what is built in. */
  private static OwnCode ownCode() {
    OwnCode code = OwnCode.onClassPath();
    OwnCode.requireOther(OwnCode.NETWORK, code.networks().keySet(), Architecture.byId().keySet());
    Trainability.requireOtherNames(code);
    return code;
  }

  /** The networks that may be chosen: the grid's own, and all that need no settings. */
  private static Map<String, Architecture> networks(Grid own, OwnCode code) {
    Map<String, Architecture> networks = NetworkParser.byName(code);
    own.architectures().forEach(one -> networks.put(one.id(), one));
    return networks;
  }

  /** The arms that may be chosen: the grid's own, and all that need no settings. */
  private static Map<String, ArmSpec> arms(Grid own) {
    Map<String, ArmSpec> arms = new LinkedHashMap<>();
    ArmSpec.plain().forEach(arm -> arms.put(arm.name(), arm));
    own.arms().forEach(arm -> arms.put(arm.name(), arm));
    return arms;
  }

  /** A number, or a list of them; the next step alone if the file says nothing. */
  private static List<Integer> horizons(Section file) {
    if (!file.has(HORIZON)) {
      return List.of(1);
    }
    List<Integer> all =
        file.text(HORIZON).isPresent() ? List.of(file.integer(HORIZON)) : file.integers(HORIZON);
    for (int one : all) {
      if (one < 1 || one > Variant.MOST_STEPS) {
        throw file.bad(
            HORIZON,
            String.format(
                Locale.ROOT, "holds %d, expected 1 to %,d time steps", one, Variant.MOST_STEPS));
      }
    }
    if (all.isEmpty() || Set.copyOf(all).size() < all.size()) {
      throw file.bad(HORIZON, "is " + all + ", expected one number or several, each once");
    }
    return all;
  }

  private static <T> List<T> ids(
      Section file, String key, Map<String, T> byId, List<String> fallback) {
    List<String> names = file.strings(key, fallback);
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
            option
                + " is '"
                + one
                + "', expected one of "
                + String.join(", ", byId.keySet())
                + Spelling.hint(one, byId.keySet()));
      }
    }
    return names.stream().map(byId::get).toList();
  }

  private static List<Long> seeds(List<String> texts, Function<String, BadInputException> bad) {
    List<Long> seeds = new ArrayList<>();
    for (String text : texts) {
      Matcher range = SEEDS.matcher(text.strip());
      long first;
      long last;
      try {
        if (!range.matches()) {
          throw new NumberFormatException(text);
        }
        first = Long.parseLong(range.group(1));
        last = range.group(2) == null ? first : Long.parseLong(range.group(2));
      } catch (NumberFormatException e) {
        throw bad.apply("is '" + text + "', expected whole numbers or ranges such as 42..51");
      }
      if (first > last) {
        throw bad.apply("is '" + text + "', expected the smaller end first, as in 42..51");
      }
      // As a number without sign: the width of a range may be too large for one with a sign.
      if (Long.compareUnsigned(last - first, MOST_SEEDS) >= 0) {
        throw bad.apply(
            String.format(Locale.ROOT, "is '%s', expected at most %,d seeds", text, MOST_SEEDS));
      }
      LongStream.rangeClosed(first, last).forEach(seeds::add);
    }
    return seeds;
  }

  private static <T> List<T> or(List<T> narrowed, List<T> own) {
    return narrowed.isEmpty() ? own : narrowed;
  }
}
