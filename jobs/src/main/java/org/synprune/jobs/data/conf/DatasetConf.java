package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.grid.Protocol;

/**
 * A data set: its files, how they are written, and the features that are made of them. Each data
 * set is a file {@code conf/datasets/NAME.conf}; adding a file adds a data set.
 *
 * @param name its name
 * @param description one line of description
 * @param sources kinds of files that it can be read from; the first one present is read
 * @param resolution the step between the rows of the series
 * @param columns measured columns that are read, in the order of the recipes' raw values
 * @param categories column to its closed list of texts; such a column reads as the text's position
 * @param target the measured column to forecast
 * @param newestRows how many of the newest rows are used, 0 for all
 * @param maxFill longest run of steps without any measurement that is filled; a longer one is a gap
 * @param minShare smallest share of a step's rows that has to be measured when rows are averaged
 * @param season rows of a season, for the seasonal naive forecast; 0 if there is none
 * @param recipes what is made of the rows, by protocol
 */
public record DatasetConf(
    String name,
    String description,
    List<Source> sources,
    Resolution resolution,
    List<String> columns,
    Map<String, List<String>> categories,
    String target,
    int newestRows,
    int maxFill,
    double minShare,
    int season,
    Map<Protocol, Recipe> recipes)
    implements Serializable {

  private static final String KIND = "datasets";

  /** Validates. */
  public DatasetConf {
    Objects.requireNonNull(name, "name");
    sources = List.copyOf(sources);
    columns = List.copyOf(columns);
    categories = java.util.Collections.unmodifiableMap(new TreeMap<>(categories));
    recipes = java.util.Collections.unmodifiableMap(new TreeMap<>(recipes));
    Collection<String> known = new HashSet<>(columns);
    if (sources.isEmpty() || !known.contains(target) || !known.containsAll(categories.keySet())) {
      throw new IllegalArgumentException("no source, or target or category not among the columns");
    }
    if (newestRows < 0 || maxFill < 0 || !(minShare > 0 && minShare <= 1)) {
      throw new IllegalArgumentException("newestRows, maxFill or minShare out of range");
    }
  }

  /**
   * Reads a data set's file.
   *
   * @param folder where configuration lies
   * @param nameOrFile a name such as {@code power}, or the path of a {@code .conf} file
   * @return the data set
   * @throws org.synprune.jobs.BadInputException if there is no such file or it is invalid; the
   *     message names file, line and key
   */
  public static DatasetConf read(ConfFolder folder, String nameOrFile) {
    Section section = folder.read(KIND, nameOrFile);
    DatasetConf conf = of(section);
    String file = Path.of(nameOrFile).getFileName().toString().replaceFirst("\\.conf$", "");
    if (!file.equals(conf.name())) {
      throw section.bad(
          "name", "is '" + conf.name() + "', expected '" + file + "', as the file is called");
    }
    return conf;
  }

  /**
   * Reads a data set from an open file.
   *
   * @param section the root of the file
   * @return the data set
   * @throws org.synprune.jobs.BadInputException if it is invalid; the message names file, line and
   *     key
   */
  public static DatasetConf of(Section section) {
    return DatasetParser.parse(section);
  }

  /**
   * The names of all data sets.
   *
   * @param folder where configuration lies
   * @return their names, sorted
   */
  public static List<String> names(ConfFolder folder) {
    return folder.names(KIND);
  }

  /**
   * What is made of the rows under a protocol.
   *
   * @param protocol the protocol
   * @return its recipe
   * @throws org.synprune.jobs.BadInputException if the data set has none for it
   */
  public Recipe recipe(Protocol protocol) {
    Recipe recipe = recipes.get(protocol);
    if (recipe == null) {
      throw new org.synprune.jobs.BadInputException(
          "data set '"
              + name
              + "' has no recipe for the protocol '"
              + protocol.id()
              + "', expected "
              + (protocol == Protocol.ANCHORED
                  ? "a key recipes.strict whose columns hold the target '" + target + "'"
                  : "a key recipes." + protocol.id()));
    }
    return recipe;
  }
}
