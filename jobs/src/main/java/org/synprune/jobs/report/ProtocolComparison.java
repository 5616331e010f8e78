package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synprune.jobs.analysis.Answer;
import org.synprune.jobs.analysis.Cell;
import org.synprune.jobs.analysis.NaiveForecast;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Arm;
import org.synprune.jobs.grid.Place;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;
import org.synprune.jobs.stats.Ranks;

/**
 * Errors under several protocols side by side: how much they and the order of the arms depend on
 * the protocol.
 */
public final class ProtocolComparison {

  private ProtocolComparison() {}

  /**
   * The results under one protocol.
   *
   * @param protocol the protocol
   * @param summary the results of its trials
   * @param naive the naive forecast's errors on its test windows
   * @param answers the answers to what is asked
   */
  public record Side(
      Protocol protocol, Summary summary, List<NaiveForecast> naive, List<Answer> answers) {

    /** Copies the list. */
    public Side {
      answers = List.copyOf(answers);
    }
  }

  /**
   * Prints a row for each data set, network, lookback and protocol.
   *
   * @param sides the results under two protocols or more
   * @return lines of text, of at most {@link TextTable#WIDTH} characters if the names allow it
   */
  public static String render(List<Side> sides) {
    List<Arm> arms = sides.get(0).summary().arms();
    List<NaiveNote.Kind> kinds =
        NaiveNote.kinds(sides.stream().flatMap(side -> side.naive().stream()).toList());
    List<Column> lead =
        new ArrayList<>(
            List.of(
                new Column("data set", Align.LEFT),
                new Column("network", Align.LEFT),
                new Column("L", Align.RIGHT),
                new Column("protocol", Align.LEFT)));
    kinds.forEach(kind -> lead.add(new Column(kind.column, Align.RIGHT)));
    ArmTable table =
        new ArmTable(
            1, lead, arms.stream().map(arm -> new Column(arm.name(), Align.RIGHT)).toList());
    List<Map<Place, Map<Arm, Double>>> means =
        sides.stream().map(side -> means(side.summary())).toList();
    for (Place place : means.get(0).keySet()) {
      for (int i = 0; i < sides.size(); i++) {
        Side side = sides.get(i);
        Map<Arm, Double> row = means.get(i).getOrDefault(place.under(side.protocol()), Map.of());
        table.add(lead(place, side, kinds), cells(arms, row));
      }
    }
    return table.render() + "\n" + Prose.paragraph(comparison(sides, arms, means));
  }

  private static List<String> lead(Place place, Side side, List<NaiveNote.Kind> kinds) {
    List<String> lead =
        new ArrayList<>(
            List.of(
                place.dataset(),
                place.network(),
                Integer.toString(place.lookback()),
                side.protocol().id()));
    Optional<NaiveForecast> naive = NaiveNote.of(side.naive(), place);
    kinds.forEach(
        kind -> lead.add(naive.map(kind::mae).map(ProtocolComparison::figure).orElse("-")));
    return lead;
  }

  private static List<String> cells(List<Arm> arms, Map<Arm, Double> row) {
    Map<Arm, Double> ranks = ranks(row, arms);
    List<String> cells = new ArrayList<>();
    for (Arm arm : arms) {
      Double mean = row.get(arm);
      Double rank = ranks.get(arm);
      cells.add(
          mean == null || rank == null ? "-" : figure(mean) + " (" + Prose.fixed(rank, 0) + ")");
    }
    return cells;
  }

  private static Map<Place, Map<Arm, Double>> means(Summary summary) {
    Map<Place, Map<Arm, Double>> means = new LinkedHashMap<>();
    for (Cell cell : summary.cells()) {
      means
          .computeIfAbsent(cell.place(), place -> new LinkedHashMap<>())
          .put(cell.arm(), cell.mean());
    }
    return means;
  }

  private static Map<Arm, Double> ranks(Map<Arm, Double> row, List<Arm> arms) {
    List<Arm> present = arms.stream().filter(row::containsKey).toList();
    double[] ranks = Ranks.of(present.stream().mapToDouble(row::get).toArray()).toArray();
    Map<Arm, Double> byArm = new LinkedHashMap<>();
    for (int i = 0; i < ranks.length; i++) {
      byArm.put(present.get(i), ranks[i]);
    }
    return byArm;
  }

  private static String comparison(
      List<Side> sides, List<Arm> arms, List<Map<Place, Map<Arm, Double>>> means) {
    StringBuilder text =
        new StringBuilder("Mean MAE in raw units; in brackets the arm's rank in its row.");
    for (int i = 0; i < sides.size(); i++) {
      Map<Arm, Double> sums = new LinkedHashMap<>();
      int beaten = 0;
      int cells = 0;
      for (Map.Entry<Place, Map<Arm, Double>> row : means.get(i).entrySet()) {
        ranks(row.getValue(), arms).forEach((arm, rank) -> sums.merge(arm, rank, Double::sum));
        Optional<NaiveForecast> naive = NaiveNote.of(sides.get(i).naive(), row.getKey());
        for (double mean : row.getValue().values()) {
          cells++;
          beaten += naive.isPresent() && mean < naive.get().mae() ? 1 : 0;
        }
      }
      int rows = means.get(i).size();
      List<String> order =
          sums.entrySet().stream()
              .sorted(Comparator.comparingDouble(Map.Entry::getValue))
              .map(
                  one -> String.format(Locale.ROOT, "%s %.2f", one.getKey(), one.getValue() / rows))
              .toList();
      text.append(
          String.format(
              Locale.ROOT,
              " Protocol '%s': average ranks are %s; %d of %d cells beat the naive forecast.",
              sides.get(i).protocol().id(),
              String.join(", ", order),
              beaten,
              cells));
    }
    return text.append(best(sides, means)).toString();
  }

  private static String best(List<Side> sides, List<Map<Place, Map<Arm, Double>>> means) {
    int differ = 0;
    for (Map.Entry<Place, Map<Arm, Double>> row : means.get(0).entrySet()) {
      Set<Optional<Arm>> best = new HashSet<>();
      for (int i = 0; i < sides.size(); i++) {
        Place place = row.getKey().under(sides.get(i).protocol());
        best.add(best(means.get(i).getOrDefault(place, Map.of())));
      }
      differ += best.size() > 1 ? 1 : 0;
    }
    return String.format(
        Locale.ROOT,
        " The best arm differs between the protocols in %d of %d rows.",
        differ,
        means.get(0).size());
  }

  private static Optional<Arm> best(Map<Arm, Double> row) {
    return row.entrySet().stream()
        .min(Comparator.comparingDouble(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  private static String figure(double mae) {
    int decimals = mae < 1 ? 4 : mae < 10 ? 3 : mae < 100 ? 2 : mae < 1000 ? 1 : 0;
    return Prose.fixed(mae, decimals);
  }
}
