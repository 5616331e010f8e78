package org.synprune.jobs.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.synprune.jobs.BadInputException;

/**
 * The values of a HOCON object, and where they stand: errors name file, line and key.
 *
 * @param config the object
 * @param origin where it begins
 * @param path keys of the objects that it is in, each with a dot behind it
 */
record Values(Config config, ConfigOrigin origin, String path) {

  <T> T get(String key, String expected, Function<String, T> getter) {
    try {
      return getter.apply(quoted(key));
    } catch (ConfigException.Missing e) {
      throw new BadInputException(
          where(origin) + ": key '" + path + key + "' is missing, expected " + expected, e);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw bad(key, "is " + render(config.getValue(quoted(key))) + ", expected " + expected);
    }
  }

  BadInputException bad(String key, String problem) {
    ConfigOrigin at = config.hasPath(quoted(key)) ? config.getValue(quoted(key)).origin() : origin;
    return new BadInputException(where(at) + ": key '" + path + key + "' " + problem);
  }

  BadInputException unknown(String key, Collection<String> known) {
    return new BadInputException(
        where(config.root().get(key).origin())
            + ": unknown key '"
            + path
            + key
            + "', expected one of "
            + known.stream().sorted().collect(Collectors.joining(", "))
            + Spelling.hint(key, known));
  }

  /** Refuses numbers that {@code getInt} would truncate. */
  int whole(String key, Number number) {
    if (number.doubleValue() != number.intValue()) {
      throw bad(key, "holds " + number + ", expected a whole number");
    }
    return number.intValue();
  }

  static String quoted(String key) {
    return ConfigUtil.joinPath(key);
  }

  static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  private static String where(ConfigOrigin origin) {
    String file =
        origin.filename() != null
            ? origin.filename()
            : origin.resource() != null ? origin.resource() : origin.description();
    return origin.lineNumber() > 0 ? file + ", line " + origin.lineNumber() : file;
  }
}
