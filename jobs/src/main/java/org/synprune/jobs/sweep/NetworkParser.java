package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.conf.ListEntry;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.conf.Spelling;
import org.synprune.jobs.extend.OwnCode;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.InvalidSettingException;
import org.synprune.jobs.grid.OwnNetwork;

/**
 * Reads the networks of a grid file. An entry of {@code architectures} is the id of a built-in
 * network or the name of own code, or an object with a name, a type, which is own code, and its
 * settings; lists in it expand into networks.
 */
final class NetworkParser {

  private static final String KEY = "architectures";

  /** Keys that aren't settings. */
  private static final Set<String> KNOWN = Set.of("name", "type", "version");

  private NetworkParser() {}

  /**
   * Reads all networks.
   *
   * @param file the grid file
   * @param code the own code that there is
   * @return the networks, in the file's order
   * @throws BadInputException if an entry is wrong; names the line
   */
  static List<Architecture> read(Section file, OwnCode code) {
    Map<String, Architecture> known = byName(code);
    List<Architecture> networks = new ArrayList<>();
    for (ListEntry entry : file.entries(KEY)) {
      Section object = entry.object();
      if (object == null) {
        String name = String.valueOf(entry.text());
        if (!known.containsKey(name)) {
          throw file.bad(
              KEY,
              "names '"
                  + name
                  + "', expected some of "
                  + String.join(", ", known.keySet())
                  + Spelling.hint(name, known.keySet()));
        }
        networks.add(known.get(name));
      } else {
        object.combinations().forEach(one -> networks.add(network(one, code)));
      }
    }
    return networks;
  }

  /** The networks that need no settings: those built in, and all of own code. */
  static Map<String, Architecture> byName(OwnCode code) {
    Map<String, Architecture> known = new LinkedHashMap<>(Architecture.byId());
    code.networks()
        .forEach(
            (name, provider) ->
                known.put(
                    name,
                    Architecture.own(name, new OwnNetwork(name, provider.version(), Map.of()))));
    return known;
  }

  private static Architecture network(Section object, OwnCode code) {
    if (code.networks().isEmpty()) {
      throw object.bad(
          "type",
          "is own code, but none is on the class path, expected its jar in SYNPRUNE_CLASSPATH");
    }
    Map<String, String> types = new LinkedHashMap<>();
    code.networks().keySet().forEach(type -> types.put(type, type));
    String type = object.choice("type", types);
    String name = ArmParser.name(object);
    String version = String.valueOf(code.version(OwnCode.NETWORK, type));
    requireVersion(object, version);
    Map<String, Object> settings = new TreeMap<>();
    for (String key : object.keys()) {
      if (!KNOWN.contains(key)) {
        String text =
            object
                .text(key)
                .orElseThrow(() -> object.bad(key, "is an object, expected a number or a text"));
        settings.put(key, value(text));
      }
    }
    try {
      return Architecture.own(name, new OwnNetwork(type, version, settings));
    } catch (InvalidSettingException e) {
      throw object.bad("name", e.problem());
    }
  }

  /**
   * Makes sure that own code is of the version that a file wants, if it wants one.
   *
   * @param object names the own code
   * @param version the version that is there
   */
  static void requireVersion(Section object, String version) {
    String wanted = object.string("version", version);
    if (!wanted.equals(version)) {
      throw object.bad(
          "version", "is '" + wanted + "', but the class path has version '" + version + "'");
    }
  }

  private static Object value(String text) {
    try {
      double number = Double.parseDouble(text);
      return number == (int) number ? (Object) (int) number : (Object) number;
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
