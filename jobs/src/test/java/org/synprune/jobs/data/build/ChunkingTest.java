package org.synprune.jobs.data.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.conf.Section;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.grid.Protocol;

/** What chunks make of a series, each by itself, is what one pass over all rows makes of it. */
class ChunkingTest {

  private static final int COLUMNS = 2;
  private static final long HOUR = 3_600_000;
  private static final DatasetConf CONF =
      DatasetConf.of(
          Section.of(com.typesafe.config.ConfigFactory.parseString(Fixture.HOURLY).resolve()));

  private static RowChunk chunk(long id, long[] hours, double[] values) {
    long[] millis = Arrays.stream(hours).map(h -> h * HOUR).toArray();
    return new RowChunk(id, id, millis, values, RawCounts.none(COLUMNS));
  }

  private static List<TimeStep> filled(GapFiller filler, RowChunk chunk, FillState before) {
    Steps steps = new Steps(COLUMNS, 1);
    filler.fill(chunk, before, steps);
    return steps.list(0, steps.size());
  }

  private static void same(List<TimeStep> actual, List<TimeStep> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).millis()).isEqualTo(expected.get(i).millis());
      assertThat(actual.get(i).values()).containsExactly(expected.get(i).values());
      assertThat(actual.get(i).observed()).isEqualTo(expected.get(i).observed());
      assertThat(actual.get(i).segment()).isEqualTo(expected.get(i).segment());
    }
  }

  @Property(tries = 500)
  void chunkedIsWhole(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int length,
      @ForAll @IntRange(min = 0, max = 6) int reachBack,
      @ForAll @IntRange(min = 0, max = 4) int reachAhead,
      @ForAll boolean strict) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] hours = new long[random.nextInt(1, 60)];
    double[] values = new double[hours.length * COLUMNS];
    long hour = 0;
    for (int i = 0; i < hours.length; i++) {
      hour += random.nextInt(8) == 0 ? random.nextInt(1, 9) : 1;
      hours[i] = hour;
      boolean nothing = random.nextInt(4) == 0;
      for (int c = 0; c < COLUMNS; c++) {
        values[i * COLUMNS + c] =
            nothing || random.nextInt(3) == 0 ? Double.NaN : random.nextInt(100);
      }
    }
    GapFiller filler =
        new GapFiller(
            CONF, CONF.recipe(strict ? Protocol.STRICT : Protocol.PAPER), CONF.resolution().grid());
    double[] nothing = {Double.NaN, Double.NaN};
    RowChunk all = chunk(0, hours, values);
    double[] first = filler.summarize(all, 1, 1).first();
    List<TimeStep> whole = filled(filler, all, FillState.start(strict ? nothing : first));

    List<RowChunk> chunks = new ArrayList<>();
    for (int from = 0; from < hours.length; ) {
      int to = from;
      while (to < hours.length && hours[to] / length == hours[from] / length) {
        to++;
      }
      chunks.add(
          chunk(
              hours[from] / length,
              Arrays.copyOfRange(hours, from, to),
              Arrays.copyOfRange(values, from * COLUMNS, to * COLUMNS)));
      from = to;
    }
    List<ChunkSummary> summaries =
        chunks.stream().map(c -> filler.summarize(c, reachAhead, reachBack)).toList();
    ChunkContexts contexts =
        ChunkContexts.of(summaries, filler, !strict, reachBack, reachAhead, COLUMNS);
    assertThat(contexts.steps()).isEqualTo(whole.size());
    List<TimeStep> joined = new ArrayList<>();
    for (RowChunk chunk : chunks) {
      ChunkContext context = contexts.chunks().get(chunk.id);
      List<TimeStep> own = filled(filler, chunk, context.before());
      assertThat(context.firstStep()).isEqualTo(joined.size());
      int end = joined.size() + own.size();
      same(
          context.stepsBefore(),
          whole.subList(Math.max(0, joined.size() - reachBack), joined.size()));
      if (!own.isEmpty()) {
        same(context.stepsAfter(), whole.subList(end, Math.min(whole.size(), end + reachAhead)));
      }
      joined.addAll(own);
    }
    same(joined, whole);
  }

  @Test
  void shortRunsAreFilledLongOnesAreGaps() {
    GapFiller filler = new GapFiller(CONF, CONF.recipe(Protocol.STRICT), CONF.resolution().grid());
    double none = Double.NaN;
    // Hours 2 and 3 are absent: filled. 5 to 7 hold nothing: 3 steps, a gap. 9 lacks one value.
    RowChunk chunk =
        chunk(
            0,
            new long[] {1, 4, 5, 6, 7, 8, 9},
            new double[] {10, none, 20, 2, none, none, none, none, none, none, 30, 3, none, 4});
    List<TimeStep> steps = filled(filler, chunk, FillState.start(new double[] {none, none}));
    assertThat(steps).extracting(s -> s.millis() / HOUR).containsExactly(1L, 2L, 3L, 4L, 8L, 9L);
    assertThat(steps).extracting(TimeStep::segment).containsExactly(0, 0, 0, 0, 1, 1);
    assertThat(steps)
        .extracting(TimeStep::observed)
        .containsExactly(true, false, false, true, true, false);
    assertThat(steps).extracting(s -> s.values()[0]).containsExactly(10., 10., 10., 20., 30., 30.);
    assertThat(steps).extracting(s -> s.values()[1]).containsExactly(none, none, none, 2., 3., 4.);
  }

  @Property(tries = 200)
  void mergedMomentsAreThoseOfAll(@ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int cut) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(30, 1e6, 1e6 + 1).toArray();
    Moments left = new Moments(1);
    Moments right = new Moments(1);
    for (int i = 0; i < values.length; i++) {
      (i < cut ? left : right).add(0, values[i]);
    }
    left.merge(right);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 30;
    assertThat(left.scaler().mean()[0])
        .isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-8));
    assertThat(left.scaler().sd()[0])
        .isCloseTo(Math.sqrt(variance), org.assertj.core.api.Assertions.within(1e-8));
  }

  @Test
  void aConstantColumnIsDividedByOne() {
    Moments moments = new Moments(2);
    for (int i = 0; i < 10; i++) {
      moments.add(0, 0.1);
    }
    // Means of 60 values of 0.1 differ from each other by rounding.
    double mean = java.util.stream.DoubleStream.generate(() -> 0.1).limit(60).sum() / 60;
    moments.add(0, mean, Math.nextUp(0.1));
    assertThat(moments.isConstant(0)).isTrue();
    assertThat(moments.isExact(0)).isFalse();
    assertThat(moments.scaler().sd()).containsExactly(1, 1);
    assertThat(moments.scaler().scaled(0, 0.1)[0])
        .isCloseTo(0, org.assertj.core.api.Assertions.within(1e-12f));
    assertThat(moments.scaler().scaled(1, Double.NaN)).containsExactly(0);
  }
}
