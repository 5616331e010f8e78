package org.synprune.jobs.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synprune.jobs.BadInputException;

/**
 * Values that the command line puts in the place of a file's.
 *
 * @param option the option that gives them, as the user writes it
 * @param assignments each {@code KEY=VALUE}: keys of nested objects joined by dots, a value as in a
 *     HOCON file
 * @param lists keys that hold lists; one value alone is a list of one there
 */
public record Overrides(String option, List<String> assignments, Set<String> lists) {

  /** Copies. */
  public Overrides {
    assignments = List.copyOf(assignments);
    lists = Set.copyOf(lists);
  }

  /**
   * Puts them over a file. Messages about their values name the option in place of a line.
   *
   * @param file what the file says
   * @return the file with these values
   * @throws BadInputException if one isn't an assignment
   */
  Config over(Config file) {
    Config config = file;
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new BadInputException(
            option + " is '" + assignment + "', expected KEY=VALUE such as training.epochs=5");
      }
      String key = assignment.substring(0, equals).strip();
      config = with(config, key, assignment.substring(equals + 1).strip());
    }
    return config;
  }

  private Config with(Config config, String key, String text) {
    String origin = option + " " + key;
    try {
      List<String> path = ConfigUtil.splitPath(key);
      Object value = ConfigFactory.parseString("value = " + text).getValue("value").unwrapped();
      boolean wrap = path.size() == 1 && lists.contains(key) && !(value instanceof List);
      Object whole = wrap ? List.of(value) : value;
      String first = ConfigUtil.joinPath(path.get(0));
      if (config.hasPath(first)) {
        return config.withValue(key, ConfigValueFactory.fromAnyRef(whole, origin));
      }
      for (int i = path.size() - 1; i > 0; i--) {
        whole = Map.of(path.get(i), whole);
      }
      return config.withValue(first, ConfigValueFactory.fromAnyRef(whole, origin));
    } catch (ConfigException e) {
      throw new BadInputException(
          origin + " is '" + text + "', expected a value as in a grid file", e);
    }
  }
}
