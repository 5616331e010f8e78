package org.synprune.jobs.cli.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;

/** What each column of a data set is used for, in words. */
final class ColumnRoles {

  private ColumnRoles() {}

  /**
   * Names the uses of each column.
   *
   * @param conf the data set
   * @param recipe its recipe for a protocol
   * @return the uses by column, in the order of the data set, such as "target, input, lags 1 to 3"
   */
  static Map<String, String> of(DatasetConf conf, Recipe recipe) {
    Map<String, List<Integer>> lags = new TreeMap<>();
    for (Recipe.Shift shift : recipe.shifts()) {
      lags.computeIfAbsent(shift.column(), unused -> new ArrayList<>()).add(shift.rows());
    }
    Map<String, String> roles = new LinkedHashMap<>();
    for (String column : conf.columns()) {
      List<String> uses = new ArrayList<>();
      if (column.equals(conf.target())) {
        uses.add("target");
      }
      if (recipe.columns().contains(column)) {
        uses.add("input");
      }
      if (lags.containsKey(column)) {
        uses.add(lags(lags.get(column)));
      }
      if (conf.categories().containsKey(column)) {
        uses.add("one of " + String.join(", ", conf.categories().get(column)));
      }
      roles.put(column, uses.isEmpty() ? "not used" : String.join(", ", uses));
    }
    return roles;
  }

  private static String lags(List<Integer> steps) {
    List<Integer> sorted = steps.stream().sorted().toList();
    int first = sorted.get(0);
    int last = sorted.get(sorted.size() - 1);
    boolean all = sorted.size() > 2 && last - first == sorted.size() - 1;
    return sorted.size() == 1
        ? "lag " + first
        : "lags "
            + (all
                ? first + " to " + last
                : sorted.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }
}
