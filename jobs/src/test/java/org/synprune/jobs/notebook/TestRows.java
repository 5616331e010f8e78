package org.synprune.jobs.notebook;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Friedman's and Wilcoxon's tests of a run.
 *
 * @param rows their rows, as Spark reads them
 */
record TestRows(List<Row> rows) {

  /** How many tests a family has. */
  Map<String, Long> families() {
    return rows.stream()
        .collect(groupingBy(test -> test.getAs("family"), TreeMap::new, counting()));
  }

  /** The tests whose family starts as a pattern says. */
  TestRows of(String family) {
    return new TestRows(
        rows.stream().filter(test -> test.<String>getAs("family").matches(family + ".*")).toList());
  }

  /** The values of a column, ascending, those absent left out. */
  List<Double> sorted(String column) {
    return rows.stream()
        .filter(test -> test.getAs(column) != null)
        .map(test -> test.<Double>getAs(column))
        .sorted()
        .toList();
  }

  /**
   * That a row of the notebook is one of these.
   *
   * @param shown the row, by column
   * @param numbers columns with numbers that must agree
   */
  void assertHas(Map<String, String> shown, String... numbers) {
    List<Row> same =
        rows.stream()
            .filter(test -> shown.get("family").equals(test.getAs("family")))
            .filter(test -> shown.get("scope").equals(test.getAs("scope")))
            .filter(test -> isOf(shown.get("treatments"), test))
            .toList();
    assertThat(same).as("%s", shown).hasSize(1);
    Row test = same.get(0);
    assertThat(shown.get("blocks")).isEqualTo(test.getAs("blocks").toString());
    for (String number : numbers) {
      ShownNumber.assertShows(shown, number, test.<Double>getAs(number));
    }
  }

  private static boolean isOf(String treatments, Row test) {
    return treatments == null || treatments.equals(test.getAs("treatments"));
  }
}
