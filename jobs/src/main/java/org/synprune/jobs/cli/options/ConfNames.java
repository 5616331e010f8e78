package org.synprune.jobs.cli.options;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.grid.Protocol;

/** Checks names of grids and data sets before anything is read or written. */
public final class ConfNames {

  private static final String FILE = ".conf";

  private ConfNames() {}

  /**
   * Requires data sets that are known by name: series and results are kept under these names.
   *
   * @param option the option or key that gives them, as the user writes it
   * @param names what was given
   * @throws BadInputException if one isn't known
   */
  public static void requireDatasets(String option, Collection<String> names) {
    List<String> known = DatasetConf.names(ConfFolder.ofSystem());
    for (String name : names) {
      if (name.endsWith(FILE)) {
        throw new BadInputException(
            option
                + " is '"
                + name
                + "', expected the name of a data set: put its file into conf/datasets");
      }
    }
    Choice.require(option, names, known);
  }

  /**
   * Requires a grid's name, or a path.
   *
   * @param nameOrFile what {@code --grid} was given
   * @throws BadInputException if it is neither
   */
  public static void requireGrid(String nameOrFile) {
    require("--grid", nameOrFile, "grids");
  }

  /**
   * Requires a data set's name, or a path.
   *
   * @param nameOrFile what was given
   * @throws BadInputException if it is neither
   */
  public static void requireDatasetOrFile(String nameOrFile) {
    if (!nameOrFile.endsWith(FILE) && nameOrFile.matches(".*[./\\\\].*")) {
      throw new BadInputException(
          "data set is '"
              + nameOrFile
              + "', expected a name or a .conf file; 'dataset init "
              + nameOrFile
              + "' writes one for a raw file");
    }
    require("data set", nameOrFile, "datasets");
  }

  /**
   * Requires a data set that can be generated.
   *
   * @param option the option that gives it, as the user writes it
   * @param name what was given
   * @throws BadInputException if it can't be generated
   */
  public static void requireGenerated(String option, String name) {
    Choice.require(option, List.of(name), Generator.datasets());
  }

  /**
   * Reads names of protocols.
   *
   * @param option the option that gives them, as the user writes it
   * @param names what was given
   * @return the protocols, in the same order
   * @throws BadInputException if one isn't known
   */
  public static List<Protocol> protocols(String option, List<String> names) {
    Map<String, Protocol> known = Protocol.byId();
    Choice.require(option, names, known.keySet());
    return names.stream().map(known::get).toList();
  }

  private static void require(String option, String nameOrFile, String kind) {
    List<String> known = ConfFolder.ofSystem().names(kind);
    if (!nameOrFile.endsWith(FILE) && !known.contains(nameOrFile)) {
      throw Choice.unknown(option, nameOrFile, known, " or a .conf file");
    }
  }
}
