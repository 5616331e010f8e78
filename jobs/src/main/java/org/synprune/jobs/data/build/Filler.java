package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.grid.Protocol;

/**
 * Makes the steps of a series of the rows of a file.
 *
 * <p>{@code strict}: a row counts if anything in it was measured. Steps between two such rows, be
 * they absent from the file or present with nothing measured, are filled if they are at most {@code
 * maxFill}, else they are a gap and a new segment starts. {@code paper}: every row is a step, there
 * are no gaps. Either way a missing value takes the last measured one of its column.
 */
public final class Filler implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean strict;
  private final Resolution resolution;
  private final int maxFill;
  private final int columns;
  private final int[] measuredColumns;
  private final int targetColumn;

  public Filler(DatasetConf dataset, Recipe recipe) {
    this.strict = recipe.protocol() == Protocol.STRICT;
    this.resolution = dataset.resolution();
    this.maxFill = dataset.maxFill();
    this.columns = dataset.columns().size();
    this.targetColumn = dataset.columns().indexOf(dataset.target());
    this.measuredColumns =
        dataset.columns().stream()
            .filter(c -> !dataset.categories().containsKey(c))
            .filter(c -> recipe.rawColumns().contains(c) || c.equals(dataset.target()))
            .mapToInt(dataset.columns()::indexOf)
            .toArray();
  }

  /**
   * What is known of the rows before a chunk.
   *
   * @param millis time of the last measured row, null at the start
   * @param last the last measured value by column, NaN where there is none
   * @param segment the segment of the last step
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Carry(Long millis, double[] last, int segment) implements Serializable {

    static Carry start(double[] last) {
      return new Carry(null, last, 0);
    }
  }

  /** Steps to insert before a row, or -1 for a gap. */
  int inserted(Long before, long millis) {
    if (!strict || !resolution.regular() || before == null) {
      return 0;
    }
    long absent = (millis - before) / resolution.stepMillis() - 1;
    return absent > maxFill ? -1 : (int) absent;
  }

  /** The steps that stand between two measured rows. */
  List<Step> between(Carry carry, long millis) {
    List<Step> steps = new ArrayList<>();
    int absent = inserted(carry.millis(), millis);
    for (int i = 1; i <= absent; i++) {
      long at = carry.millis() + i * resolution.stepMillis();
      steps.add(new Step(at, carry.last().clone(), false, carry.segment()));
    }
    return steps;
  }

  /** Fills a chunk, given what came before it. */
  List<Step> fill(Chunk chunk, Carry carry) {
    List<Step> steps = new ArrayList<>(chunk.rows());
    double[] last = carry.last().clone();
    Long before = carry.millis();
    int segment = carry.segment();
    for (int row = 0; row < chunk.rows(); row++) {
      double[] values = Arrays.copyOfRange(chunk.values, row * columns, (row + 1) * columns);
      if (strict && !measured(values)) {
        continue;
      }
      long millis = chunk.millis[row];
      if (inserted(before, millis) < 0) {
        segment++;
      } else if (before != null) {
        steps.addAll(between(new Carry(before, last, segment), millis));
      }
      boolean observed = !Double.isNaN(values[targetColumn]);
      last = Step.filled(values, last);
      steps.add(new Step(millis, last, observed, segment));
      before = millis;
    }
    return steps;
  }

  private boolean measured(double[] values) {
    for (int c : measuredColumns) {
      if (!Double.isNaN(values[c])) {
        return true;
      }
    }
    return false;
  }

  /** What the next chunk has to know of this one, filled as if nothing came before it. */
  public ChunkSummary summarize(Chunk chunk, int headRows, int tailRows) {
    double[] nothing = new double[columns];
    Arrays.fill(nothing, Double.NaN);
    List<Step> steps = fill(chunk, Carry.start(nothing));
    if (steps.isEmpty()) {
      return new ChunkSummary(chunk.id, chunk.counts, 0, nothing, List.of(), List.of());
    }
    double[] first = nothing.clone();
    for (int i = steps.size() - 1; i >= 0; i--) {
      double[] values = steps.get(i).values();
      Arrays.setAll(first, c -> Double.isNaN(values[c]) ? first[c] : values[c]);
    }
    int size = steps.size();
    return new ChunkSummary(
        chunk.id,
        chunk.counts,
        size,
        first,
        List.copyOf(steps.subList(0, Math.min(size, Math.max(1, headRows)))),
        List.copyOf(steps.subList(Math.max(0, size - Math.max(1, tailRows)), size)));
  }
}
