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
 * @param chunks chunk id to its part, in order of time
 * @param steps number of steps of all chunks
 * @param first the first measured value by column, NaN if a column has none at all
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Plan(Map<Long, Part> chunks, long steps, double[] first) implements Serializable {

  /**
   * One chunk's part.
   *
   * @param block position of the chunk
   * @param firstStep number of its first step
   * @param carry what its filling starts from
   * @param before the steps before it, as many as its features and its halo reach back
   * @param after the steps after it, as many as its features reach ahead
   */
  record Part(int block, long firstStep, Filler.Carry carry, List<Step> before, List<Step> after)
      implements Serializable {}

  /**
   * Chains the summaries.
   *
   * @param summaries in order of time
   * @param backfill whether a column's leading hole takes its first measured value
   * @param reachBack steps that a chunk sees of those before it
   * @param reachAhead steps that a chunk sees of those after it
   */
  public static Plan of(
      List<ChunkSummary> summaries,
      Filler filler,
      boolean backfill,
      int reachBack,
      int reachAhead,
      int columns) {
    double[] first = new double[columns];
    Arrays.fill(first, Double.NaN);
    for (ChunkSummary summary : summaries) {
      first = Step.filled(first, summary.first());
    }
    double[] nothing = new double[columns];
    Arrays.fill(nothing, Double.NaN);
    Filler.Carry carry = Filler.Carry.start(backfill ? first : nothing);
    List<Step> before = new ArrayList<>();
    Map<Long, Part> parts = new LinkedHashMap<>();
    List<List<Step>> heads = new ArrayList<>();
    long steps = 0;
    for (ChunkSummary summary : summaries) {
      parts.put(summary.id(), new Part(parts.size(), steps, carry, List.copyOf(before), List.of()));
      List<Step> head = new ArrayList<>();
      if (summary.steps() > 0) {
        long millis = summary.head().get(0).millis();
        List<Step> inserted = filler.between(carry, millis);
        int segments = carry.segment() + (filler.inserted(carry.millis(), millis) < 0 ? 1 : 0);
        double[] last = carry.last();
        head.addAll(inserted);
        summary.head().forEach(step -> head.add(step.after(last, segments)));
        before.addAll(inserted);
        if (summary.tail().size() < summary.steps()) {
          before.clear();
        }
        summary.tail().forEach(step -> before.add(step.after(last, segments)));
        steps += inserted.size() + summary.steps();
        Step end = before.get(before.size() - 1);
        carry = new Filler.Carry(end.millis(), end.values(), end.segment());
        before.subList(0, Math.max(0, before.size() - reachBack)).clear();
      }
      heads.add(head);
    }
    return new Plan(withAfter(parts, heads, reachAhead), steps, first);
  }

  private static Map<Long, Part> withAfter(
      Map<Long, Part> parts, List<List<Step>> heads, int reachAhead) {
    List<Long> ids = new ArrayList<>(parts.keySet());
    List<Step> after = List.of();
    for (int i = ids.size() - 1; i >= 0; i--) {
      Part part = parts.get(ids.get(i));
      parts.put(
          ids.get(i), new Part(part.block(), part.firstStep(), part.carry(), part.before(), after));
      List<Step> ahead = new ArrayList<>(heads.get(i));
      ahead.addAll(after);
      after = List.copyOf(ahead.subList(0, Math.min(reachAhead, ahead.size())));
    }
    return parts;
  }
}
