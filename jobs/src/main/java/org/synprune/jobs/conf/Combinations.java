package org.synprune.jobs.conf;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.TreeSet;

/** Lists of a HOCON object as values to choose from. */
final class Combinations {

  private Combinations() {}

  /**
   * All choices of one value from each list, also from lists in nested objects.
   *
   * @param object with lists
   * @return an object without lists for each choice; of keys by the alphabet, the last one's value
   *     changes fastest
   */
  static List<ConfigObject> of(ConfigObject object) {
    List<ConfigObject> all = List.of(object);
    // By the alphabet, as the order of the file isn't known.
    for (String key : new TreeSet<>(object.keySet())) {
      List<ConfigValue> choices = ofValue(object.get(key));
      all =
          all.stream()
              .flatMap(one -> choices.stream().map(choice -> one.withValue(key, choice)))
              .toList();
    }
    return all;
  }

  private static List<ConfigValue> ofValue(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().flatMap(one -> ofValue(one).stream()).toList();
    }
    if (value instanceof ConfigObject object) {
      return of(object).stream().map(ConfigValue.class::cast).toList();
    }
    return List.of(value);
  }
}
