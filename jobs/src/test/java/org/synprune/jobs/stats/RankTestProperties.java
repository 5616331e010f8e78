package org.synprune.jobs.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.synprune.jobs.stats.Wilcoxon.Zeros;

/** What must hold of the rank tests for every table of numbers. */
class RankTestProperties {

  /** Small whole numbers, so that ties are frequent. */
  @Provide
  Arbitrary<double[][]> tables() {
    return Arbitraries.integers()
        .between(2, 5)
        .flatMap(
            k ->
                Arbitraries.integers()
                    .between(-6, 6)
                    .map(Integer::doubleValue)
                    .array(Double[].class)
                    .ofSize(k)
                    .map(RankTestProperties::unboxed)
                    .array(double[][].class)
                    .ofMinSize(2)
                    .ofMaxSize(9));
  }

  @Provide
  Arbitrary<double[]> differences() {
    return Arbitraries.integers()
        .between(-12, 12)
        .map(i -> i / 4.0)
        .array(Double[].class)
        .ofMinSize(1)
        .ofMaxSize(10)
        .map(RankTestProperties::unboxed);
  }

  @Property(tries = 300)
  void friedmanSeesOnlyTheOrder(@ForAll("tables") double[][] table) {
    double[][] bent =
        Arrays.stream(table)
            .map(row -> Arrays.stream(row).map(v -> Math.exp(v) + v * v * v).toArray())
            .toArray(double[][]::new);
    assertThat(Friedman.of(bent)).isEqualTo(Friedman.of(table));
  }

  @Property(tries = 300)
  void friedmanIgnoresTheOrderOfBlocks(@ForAll("tables") double[][] table, @ForAll Random random) {
    double[][] shuffled = table.clone();
    java.util.Collections.shuffle(Arrays.asList(shuffled), random);
    Friedman one = Friedman.of(table);
    Friedman other = Friedman.of(shuffled);
    assertThat(other.averageRanks()).isEqualTo(one.averageRanks());
    assertThat(other.chiSquareTied()).isCloseTo(one.chiSquareTied(), within(1e-9));
  }

  @Property(tries = 300)
  void friedmanStaysWithinItsBounds(@ForAll("tables") double[][] table) {
    Friedman friedman = Friedman.of(table);
    assertThat(friedman.chiSquare()).isBetween(0.0, friedman.chiSquareTied() + 1e-12);
    assertThat(friedman.kendallW()).isBetween(0.0, 1.0);
    assertThat(friedman.pTied()).isBetween(0.0, 1.0);
    assertThat(friedman.imanDavenportTied().p()).isBetween(0.0, 1.0);
    int k = friedman.averageRanks().size();
    assertThat(friedman.averageRanks().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(k * (k + 1) / 2.0, within(1e-9));
  }

  @Property(tries = 300)
  void wilcoxonEqualsTheCountOverAllSigns(
      @ForAll("differences") double[] differences, @ForAll Zeros rule) {
    Wilcoxon test = Wilcoxon.ofDifferences(differences, rule);
    assertThat(test.p()).isEqualTo(enumerated(differences, rule));
  }

  @Property(tries = 300)
  void wilcoxonIsSymmetric(@ForAll("differences") double[] differences, @ForAll Zeros rule) {
    Wilcoxon one = Wilcoxon.ofDifferences(differences, rule);
    Wilcoxon other =
        Wilcoxon.ofDifferences(Arrays.stream(differences).map(d -> -d).toArray(), rule);
    assertThat(other.p()).isEqualTo(one.p());
    assertThat(other.positive()).isEqualTo(one.negative());
    assertThat(other.rankBiserial()).isCloseTo(-one.rankBiserial(), within(1e-15));
  }

  @Property(tries = 300)
  void holmNeverLowersAndKeepsTheOrder(
      @ForAll @Size(max = 12) List<@DoubleRange(min = 0, max = 1) Double> list) {
    double[] p = list.stream().mapToDouble(Double::doubleValue).toArray();
    double[] adjusted = Holm.adjust(p);
    for (int i = 0; i < p.length; i++) {
      assertThat(adjusted[i]).isBetween(p[i], 1.0);
      for (int j = 0; j < p.length; j++) {
        if (p[i] <= p[j]) {
          assertThat(adjusted[i]).isLessThanOrEqualTo(adjusted[j]);
        }
      }
    }
  }

  /** The definition: over all signs, how often is the sum of ranks at least as far out? */
  private static double enumerated(double[] differences, Zeros rule) {
    double[] kept =
        rule == Zeros.PRATT
            ? differences
            : Arrays.stream(differences).filter(d -> d != 0).toArray();
    double[] ranks = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      for (double other : kept) {
        double gap = Math.abs(other) - Math.abs(kept[i]);
        ranks[i] += gap < 0 ? 1 : gap == 0 ? .5 : 0;
      }
      ranks[i] += .5;
    }
    int[] signed = IntStream.range(0, kept.length).filter(i -> kept[i] != 0).toArray();
    double centre = Arrays.stream(signed).mapToDouble(i -> ranks[i]).sum() / 2;
    double seen = Arrays.stream(signed).filter(i -> kept[i] > 0).mapToDouble(i -> ranks[i]).sum();
    int extreme = 0;
    for (int signs = 0; signs < 1 << signed.length; signs++) {
      double sum = 0;
      for (int i = 0; i < signed.length; i++) {
        sum += (signs >> i & 1) == 1 ? ranks[signed[i]] : 0;
      }
      extreme += Math.abs(sum - centre) >= Math.abs(seen - centre) ? 1 : 0;
    }
    return extreme / (double) (1 << signed.length);
  }

  private static double[] unboxed(Double[] values) {
    return Arrays.stream(values).mapToDouble(Double::doubleValue).toArray();
  }
}
