package org.synprune.jobs.data.build;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each chunk has to know of its neighbours, worked out on the driver from their summaries:
 * chunks are then finished independently of each other.
 *
 * @param chunks chunk id to what the chunk has to know, in order of time
 * @param steps number of steps of all chunks
 * @param first the first measured value by column, NaN if a column has none at all
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ChunkContexts(Map<Long, ChunkContext> chunks, long steps, double[] first)
    implements Serializable {

  /**
   * Goes through the summaries in order of time and works out what each chunk has to know.
   *
   * @param summaries all chunks' summaries, in order of time
   * @param filler the one that made the summaries
   * @param backfill whether a column's leading hole takes its first measured value
   * @param reachBack steps that a chunk sees of those before it
   * @param reachAhead steps that a chunk sees of those after it
   * @param columns number of raw columns
   * @return what each chunk has to know
   */
  public static ChunkContexts of(
      List<ChunkSummary> summaries,
      GapFiller filler,
      boolean backfill,
      int reachBack,
      int reachAhead,
      int columns) {
    double[] first = new double[columns];
    Arrays.fill(first, Double.NaN);
    for (ChunkSummary summary : summaries) {
      first = TimeStep.filled(first, summary.first());
    }
    double[] nothing = new double[columns];
    Arrays.fill(nothing, Double.NaN);
    FillState state = FillState.start(backfill ? first : nothing);
    List<TimeStep> before = new ArrayList<>();
    Map<Long, ChunkContext> contexts = new LinkedHashMap<>();
    List<List<TimeStep>> heads = new ArrayList<>();
    long steps = 0;
    for (ChunkSummary summary : summaries) {
      contexts.put(
          summary.id(),
          new ChunkContext(contexts.size(), steps, state, List.copyOf(before), List.of()));
      List<TimeStep> head = new ArrayList<>();
      if (summary.steps() > 0) {
        long millis = summary.head().get(0).millis();
        List<TimeStep> inserted = filler.between(state, millis);
        int segments = state.segment() + (filler.inserted(state.millis(), millis) < 0 ? 1 : 0);
        double[] last = state.last();
        head.addAll(inserted);
        summary.head().forEach(step -> head.add(step.after(last, segments)));
        before.addAll(inserted);
        if (summary.tail().size() < summary.steps()) {
          before.clear();
        }
        summary.tail().forEach(step -> before.add(step.after(last, segments)));
        steps += inserted.size() + summary.steps();
        TimeStep end = before.get(before.size() - 1);
        state = new FillState(end.millis(), end.values(), end.segment());
        before.subList(0, Math.max(0, before.size() - reachBack)).clear();
      }
      heads.add(head);
    }
    return new ChunkContexts(withStepsAfter(contexts, heads, reachAhead), steps, first);
  }

  private static Map<Long, ChunkContext> withStepsAfter(
      Map<Long, ChunkContext> contexts, List<List<TimeStep>> heads, int reachAhead) {
    List<Long> ids = new ArrayList<>(contexts.keySet());
    List<TimeStep> after = List.of();
    for (int i = ids.size() - 1; i >= 0; i--) {
      ChunkContext own = contexts.get(ids.get(i));
      contexts.put(
          ids.get(i),
          new ChunkContext(own.block(), own.firstStep(), own.before(), own.stepsBefore(), after));
      List<TimeStep> ahead = new ArrayList<>(heads.get(i));
      ahead.addAll(after);
      after = List.copyOf(ahead.subList(0, Math.min(reachAhead, ahead.size())));
    }
    return contexts;
  }
}
