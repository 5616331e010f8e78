package org.synprune.jobs.notebook;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.spark.sql.Row;

/**
 * What the trials say, worked out from each one's error alone.
 *
 * @param rows the completed trials
 */
record Trials(List<Row> rows) {

  /**
   * A row of the grid.
   *
   * @param dataset the data set
   * @param architecture the network
   * @param lookback rows of a window
   */
  record Place(String dataset, String architecture, int lookback) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::dataset)
            .thenComparing(Place::architecture)
            .thenComparing(Place::lookback);

    static Place of(Row trial) {
      return new Place(
          trial.getAs("dataset"), trial.getAs("architecture"), trial.<Integer>getAs("lookback"));
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A mean over seeds.
   *
   * @param mean the mean
   * @param half half the width of its 95% t interval
   */
  record Mean(double mean, double half) {

    static Mean of(List<Row> trials) {
      double[] errors = trials.stream().mapToDouble(Trials::mae).toArray();
      double sum = 0;
      for (double error : errors) {
        sum += error;
      }
      double mean = sum / errors.length;
      double squares = 0;
      for (double error : errors) {
        squares += (error - mean) * (error - mean);
      }
      int df = errors.length - 1;
      double t = TDistribution.of(df).inverseCumulativeProbability(0.975);
      return new Mean(mean, t * Math.sqrt(squares / df / errors.length));
    }
  }

  /** Means by row of the grid and arm. */
  Map<Place, Map<String, Mean>> means() {
    Map<Place, Map<String, Mean>> means = new TreeMap<>();
    rows.stream()
        .collect(groupingBy(Place::of, groupingBy(Trials::arm)))
        .forEach(
            (place, arms) -> {
              Map<String, Mean> row = new TreeMap<>();
              arms.forEach((arm, trials) -> row.put(arm, Mean.of(trials)));
              means.put(place, row);
            });
    return means;
  }

  /** The naive forecast's error in a row of the grid. */
  double naive(Place place) {
    return rows.stream()
        .filter(trial -> Place.of(trial).equals(place))
        .collect(averagingDouble(trial -> trial.<Double>getAs("naive_mae")));
  }

  /**
   * The lines of a plot of means: each arm's intervals, the naive forecast, each arm's means.
   *
   * @param places rows of the grid whose lookbacks ascend
   * @return each line's heights, at one place each
   */
  List<List<Double>> drawn(List<Place> places) {
    return drawn(places, Swept.ARMS);
  }

  /** The same of other arms. */
  List<List<Double>> drawn(List<Place> places, List<String> arms) {
    Map<Place, Map<String, Mean>> means = means();
    List<List<Double>> lines = new ArrayList<>();
    for (String arm : arms) {
      List<Mean> line = places.stream().map(place -> means.get(place).get(arm)).toList();
      lines.add(line.stream().map(mean -> mean.mean() - mean.half()).toList());
      lines.add(line.stream().map(mean -> mean.mean() + mean.half()).toList());
    }
    lines.add(places.stream().map(this::naive).toList());
    for (String arm : arms) {
      lines.add(places.stream().map(place -> means.get(place).get(arm).mean()).toList());
    }
    return lines;
  }

  /**
   * Each pruned trial's error over that of the same seed without a regulariser.
   *
   * @param dataset the data set
   * @param architecture the network
   * @param arm an arm that prunes
   * @return the ratios, ascending
   */
  List<Double> ratios(String dataset, String architecture, String arm) {
    List<Row> here =
        rows.stream()
            .filter(trial -> Place.of(trial).dataset().equals(dataset))
            .filter(trial -> Place.of(trial).architecture().equals(architecture))
            .toList();
    return here.stream()
        .filter(trial -> arm(trial).equals(arm))
        .map(trial -> mae(trial) / mae(unpruned(here, trial)))
        .sorted()
        .toList();
  }

  private static Row unpruned(List<Row> trials, Row pruned) {
    List<Row> found =
        trials.stream()
            .filter(trial -> arm(trial).equals("none"))
            .filter(trial -> Place.of(trial).equals(Place.of(pruned)))
            .filter(trial -> trial.getAs("seed").equals(pruned.getAs("seed")))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " trials beside " + pruned);
    }
    return found.get(0);
  }

  static String arm(Row trial) {
    return trial.getAs("regulariser");
  }

  private static double mae(Row trial) {
    return trial.<Double>getAs("mae");
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
