package org.synprune.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.synprune.jobs.analysis.Observations.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.analysis.BlockUnit;
import org.synprune.jobs.analysis.Observation;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.analysis.TestScope;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.Variant;
import org.synprune.jobs.report.CriticalDifferenceDiagram.AverageRank;
import org.w3c.dom.Element;

/** The diagram of critical differences, against Demsar (2006). */
class CriticalDifferenceDiagramTest {

  /** Section 3.2.3 and figure 1a: ranks of Table 6, Friedman's p, Nemenyi's difference at 0.10. */
  private static CriticalDifferenceDiagram demsar(double level, double criticalDifference) {
    return new CriticalDifferenceDiagram(
        "14 data sets",
        List.of(
            new AverageRank("C4.5", 3.143),
            new AverageRank("C4.5+m", 2.000),
            new AverageRank("C4.5+cf", 2.893),
            new AverageRank("C4.5+m+cf", 1.964)),
        criticalDifference,
        level,
        0.0199);
  }

  @Test
  void demsarsFigureHasTwoGroups() throws Exception {
    CriticalDifferenceDiagram diagram = demsar(0.10, 1.12);
    assertThat(diagram.groups().stream().map(CriticalDifferenceDiagramTest::names))
        .containsExactly(List.of("C4.5+m+cf", "C4.5+m", "C4.5+cf"), List.of("C4.5+cf", "C4.5"));
    assertThat(diagram.sentence())
        .isEqualTo(
            "Average ranks (1 is best), 14 data sets: C4.5+m+cf 1.96, C4.5+m 2.00, C4.5+cf 2.89,"
                + " C4.5 3.14. The critical difference is 1.12 (Nemenyi, level 0.1; Friedman p ="
                + " 0.0199): no significant difference within C4.5+m+cf, C4.5+m, C4.5+cf; C4.5+cf,"
                + " C4.5.");

    Svg svg = Svg.parse(diagram.svg());
    assertThat(svg.elements("cd-group")).hasSize(2);
    double perRank = Svg.span(svg.elements("cd-axis").get(0)) / 3;
    assertThat(Svg.span(svg.elements("cd-length").get(0))).isCloseTo(1.12 * perRank, within(0.01));
    // The best half stands on the right of the axis, the worst on the left, the extremes on top.
    assertThat(svg.text("cd-name", "start")).containsExactly("C4.5+m+cf", "C4.5+m");
    assertThat(svg.text("cd-name", "end")).containsExactly("C4.5", "C4.5+cf");
    assertThat(svg.text("cd-value", "end")).containsExactly("3.14", "2.89");
  }

  /** "The post-hoc test is not powerful enough" at 0.05, says Demsar: one group. */
  @Test
  void demsarsRanksAreOneGroupAtFivePercent() {
    assertThat(demsar(0.05, 1.25).groups().stream().map(List::size)).containsExactly(4);
  }

  @Test
  void assertsNoGroupsWhereFriedmanFindsNoDifference() throws Exception {
    CriticalDifferenceDiagram diagram =
        new CriticalDifferenceDiagram(
            "bitcoin/rnn, 6 lookbacks",
            List.of(new AverageRank("none", 1.4), new AverageRank("dropout", 1.6)),
            0.8,
            0.05,
            0.41421);
    assertThat(diagram.groups()).isEmpty();
    assertThat(diagram.sentence())
        .endsWith("Friedman's test finds no significant difference (p = 0.4142).");
    Svg svg = Svg.parse(diagram.svg());
    assertThat(svg.elements("cd-group")).isEmpty();
    assertThat(svg.text("cd-note", "middle"))
        .containsExactly("no bars: Friedman p = 0.4142 is not below 0.05");
  }

  @Test
  void saysThatEveryPairDiffersWhereItDoes() {
    CriticalDifferenceDiagram diagram =
        new CriticalDifferenceDiagram(
            "x", List.of(new AverageRank("a", 1), new AverageRank("b", 2)), 0.3, 0.05, 1e-9);
    assertThat(diagram.groups()).isEmpty();
    assertThat(diagram.sentence())
        .endsWith("(Nemenyi, level 0.05; Friedman p < 0.0001): all pairs differ significantly.");
  }

  @Test
  void isTakenFromTheTestsOfOneScope() {
    String[] arms = {"none", "dropout", "synaptic-pruning"};
    List<Observation> observations = new ArrayList<>();
    for (int lookback : new int[] {1, 3, 7, 14}) {
      for (int arm = 0; arm < arms.length; arm++) {
        observations.add(observation("sp500", "rnn", lookback, arms[arm], 42, lookback + arm));
      }
    }
    Summary summary = Summary.of(observations);
    CriticalDifferenceDiagram diagram =
        CriticalDifferenceDiagram.of(
                summary.tests(),
                BlockUnit.LOOKBACKS,
                new TestScope(Protocol.STRICT, "sp500", Architecture.RNN, null, Variant.NONE))
            .orElseThrow();
    assertThat(diagram.title()).isEqualTo("sp500/rnn, 4 lookbacks");
    assertThat(diagram.ranks())
        .containsExactly(
            new AverageRank("none", 1),
            new AverageRank("dropout", 2),
            new AverageRank("synaptic-pruning", 3));
    // q(3, infinite) = 3.3145 at 5%, times sqrt(3 * 4 / (12 * 4)).
    assertThat(diagram.criticalDifference()).isCloseTo(3.3145 / 2, within(1e-4));
    assertThat(diagram.friedmanP()).isCloseTo(Math.exp(-4), within(1e-12));
    assertThat(
            CriticalDifferenceDiagram.of(
                summary.tests(),
                BlockUnit.SEEDS,
                new TestScope(Protocol.STRICT, "sp500", Architecture.RNN, null, Variant.NONE)))
        .isEmpty();
  }

  @Test
  void overEverythingEachDataSetOfEachNetworkCountsOnce() {
    List<Observation> observations = new ArrayList<>();
    for (String dataset : List.of("bitcoin", "sp500", "power")) {
      for (String network : List.of("rnn", "lstm")) {
        for (int lookback : new int[] {7, 14}) {
          // Dropout is better but for one task, by ever so much where errors are large.
          boolean odd = dataset.equals("power") && network.equals("rnn");
          observations.add(observation(dataset, network, lookback, "none", 1, odd ? 1 : 200));
          observations.add(observation(dataset, network, lookback, "dropout", 1, 100));
        }
      }
    }
    CriticalDifferenceDiagram diagram =
        CriticalDifferenceDiagram.of(
                Summary.of(observations).tests(),
                BlockUnit.TASKS,
                new TestScope(Protocol.STRICT, null, null, null, Variant.NONE))
            .orElseThrow();
    assertThat(diagram.title()).isEqualTo("all, 6 tasks (data set and network)");
    assertThat(diagram.ranks())
        .containsExactly(new AverageRank("dropout", 7 / 6.0), new AverageRank("none", 11 / 6.0));
    observations.removeIf(one -> one.place().architecture().equals(Architecture.RNN));
    assertThat(
            CriticalDifferenceDiagram.of(
                Summary.of(observations).tests(),
                BlockUnit.TASKS,
                new TestScope(Protocol.STRICT, null, null, null, Variant.NONE)))
        .as("one network: the data sets say it all")
        .isEmpty();
  }

  @Test
  void namesAreEscapedInMarkup() throws Exception {
    String name = "<b x=\"1\">&'\u0007\u20ac";
    String svg =
        new CriticalDifferenceDiagram(
                "<t>", List.of(new AverageRank(name, 1), new AverageRank("b", 2)), 2, 0.05, 0.01)
            .svg();
    Svg document = Svg.parse(svg);
    assertThat(document.text("cd-name", "start")).containsExactly("<b x=\"1\">&'\u20ac");
    assertThat(document.root().getAttribute("role")).isEqualTo("img");
    assertThat(document.root().getAttribute("aria-label"))
        .startsWith("Average ranks (1 is best), <t>: <b x=\"1\">&'\u20ac 1.00");
    assertThat(document.root().hasAttribute("width")).isFalse();
  }

  @Test
  void refusesWhatIsNoRank() {
    AverageRank first = new AverageRank("a", 1);
    assertThatThrownBy(() -> diagram(1, 0.5, List.of(first)))
        .hasMessage("1 average ranks, expected at least 2");
    assertThatThrownBy(() -> diagram(1, 0.5, List.of(first, first)))
        .hasMessage("two average ranks have the same name");
    assertThatThrownBy(() -> diagram(1, 0.5, List.of(first, new AverageRank("b", Double.NaN))))
        .hasMessage("the average rank of b is NaN, outside the ranks");
    List<AverageRank> two = List.of(first, new AverageRank("b", 2));
    assertThatThrownBy(() -> diagram(0, 0.5, two))
        .hasMessage("critical difference is 0.0, expected above 0");
    assertThatThrownBy(() -> diagram(1, Double.NaN, two))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CriticalDifferenceDiagram diagram(
      double difference, double p, List<AverageRank> ranks) {
    return new CriticalDifferenceDiagram("t", ranks, difference, 0.05, p);
  }

  /** Ranks in quarters, so that ties and differences of exactly the critical one are frequent. */
  @Provide
  Arbitrary<List<AverageRank>> ranks() {
    return Arbitraries.integers()
        .between(2, 12)
        .flatMap(
            k ->
                Arbitraries.integers()
                    .between(4, 4 * k)
                    .list()
                    .ofSize(k)
                    .map(
                        quarters ->
                            IntStream.range(0, k)
                                .mapToObj(i -> new AverageRank("arm" + i, quarters.get(i) / 4.0))
                                .toList()));
  }

  @Property(tries = 300)
  void barsJoinExactlyThePairsWithinTheCriticalDifference(
      @ForAll("ranks") List<AverageRank> ranks,
      @ForAll @DoubleRange(min = 1, max = 16) double quarters)
      throws Exception {
    double difference = Math.floor(quarters) / 4;
    CriticalDifferenceDiagram diagram = diagram(difference, 0.001, ranks);
    List<List<AverageRank>> groups = diagram.groups();
    for (AverageRank a : ranks) {
      for (AverageRank b : ranks) {
        boolean joined = groups.stream().anyMatch(g -> g.contains(a) && g.contains(b));
        boolean close = Math.abs(a.rank() - b.rank()) < difference;
        assertThat(joined)
            .isEqualTo(close && (!a.equals(b) || hasCloseOther(a, ranks, difference)));
      }
    }
    for (List<AverageRank> group : groups) {
      assertThat(groups.stream().filter(other -> other.containsAll(group)))
          .as("groups around a group")
          .hasSize(1);
    }
    drawnAsSaid(diagram);
  }

  /** Each bar spans its group's ranks and little more; no two bars overlap; all within the box. */
  private static void drawnAsSaid(CriticalDifferenceDiagram diagram) throws Exception {
    Svg svg = Svg.parse(diagram.svg());
    Element axis = svg.elements("cd-axis").get(0);
    double worst = Svg.number(axis, "x1");
    double best = Svg.number(axis, "x2");
    double perRank = (best - worst) / (diagram.ranks().size() - 1);
    List<Element> bars = svg.elements("cd-group");
    assertThat(bars).hasSameSizeAs(diagram.groups());
    for (int i = 0; i < bars.size(); i++) {
      List<AverageRank> group = diagram.groups().get(i);
      double from = best - (group.get(group.size() - 1).rank() - 1) * perRank;
      double to = best - (group.get(0).rank() - 1) * perRank;
      assertThat(Svg.number(bars.get(i), "x1")).isBetween(from - 5, from);
      assertThat(Svg.number(bars.get(i), "x2")).isBetween(to, to + 5);
      for (int j = 0; j < i; j++) {
        boolean level = Svg.number(bars.get(i), "y1") == Svg.number(bars.get(j), "y1");
        assertThat(level && Svg.number(bars.get(i), "x2") >= Svg.number(bars.get(j), "x1"))
            .isFalse();
      }
    }
    String[] box = svg.root().getAttribute("viewBox").split(" ", -1);
    double lowest =
        svg.elements("cd-value").stream().mapToDouble(e -> Svg.number(e, "y")).max().orElseThrow();
    assertThat(lowest).isLessThan(Double.parseDouble(box[3]));
    assertThat(Svg.number(svg.elements("cd-length").get(0), "x2"))
        .isLessThan(Double.parseDouble(box[2]));
  }

  private static boolean hasCloseOther(AverageRank a, List<AverageRank> ranks, double difference) {
    return ranks.stream().anyMatch(b -> !a.equals(b) && Math.abs(a.rank() - b.rank()) < difference);
  }

  private static List<String> names(List<AverageRank> group) {
    return group.stream().map(AverageRank::name).toList();
  }
}
