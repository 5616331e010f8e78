package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.TimeGrid;

/**
 * Makes the steps of a series of the rows of a file.
 *
 * <p>{@code strict} and {@code anchored}: a row counts if anything in it was measured. Steps
 * between two such rows, be they absent from the file or present with nothing measured, are filled
 * if they are at most {@code maxFill}, else they are a gap and a new segment starts. {@code paper}:
 * every row is a step, there are no gaps. Either way a missing value takes the last measured one of
 * its column.
 */
public final class GapFiller implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean strict;
  private final boolean regular;
  private final TimeGrid steps;
  private final int maxFill;
  private final int columns;
  private final int[] measuredColumns;
  private final int targetColumn;

  /**
   * Makes a filler.
   *
   * @param dataset the data set
   * @param recipe its recipe for one protocol
   * @param steps the steps of its rows
   */
  public GapFiller(DatasetConf dataset, Recipe recipe, TimeGrid steps) {
    this.strict = recipe.protocol().causal();
    this.regular = dataset.resolution().regular();
    this.steps = steps;
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

  /** Number of steps to insert between two rows, or -1 if the time between them is a gap. */
  int inserted(@Nullable Long before, long millis) {
    return before == null ? 0 : absent(before, millis);
  }

  private int absent(long before, long millis) {
    if (!strict || !regular) {
      return 0;
    }
    long between = steps.index(millis) - steps.index(before) - 1;
    return between > maxFill ? -1 : (int) between;
  }

  /** The filled steps between the last measured row and the next one; none if that is a gap. */
  List<TimeStep> between(FillState state, long millis) {
    List<TimeStep> filled = new ArrayList<>();
    int absent = inserted(state.millis(), millis);
    for (int i = 1; i <= absent; i++) {
      filled.add(
          new TimeStep(after(state.millis(), i), state.last().clone(), false, state.segment()));
    }
    return filled;
  }

  /** The start of the step that is some steps after another. */
  private long after(long millis, int count) {
    return steps.start(steps.index(millis) + count);
  }

  /** All steps that a chunk sees: those before it, its own and those after it. */
  Steps seen(RowChunk chunk, ChunkContext context) {
    int others = context.stepsBefore().size() + context.stepsAfter().size();
    Steps seen = new Steps(columns, chunk.rows() + others);
    context.stepsBefore().forEach(seen::add);
    fill(chunk, context.before(), seen);
    context.stepsAfter().forEach(seen::add);
    return seen;
  }

  /**
   * Adds the steps of a chunk, given what came before it.
   *
   * @return how many of them are rows of the file
   */
  int fill(RowChunk chunk, FillState state, Steps filled) {
    double[] last = state.last().clone();
    boolean any = state.millis() != null;
    long before = any ? state.millis() : 0;
    int segment = state.segment();
    int present = 0;
    for (int row = 0; row < chunk.rows(); row++) {
      int first = row * columns;
      if (strict && !measured(chunk.values, first)) {
        continue;
      }
      long millis = chunk.millis[row];
      int absent = any ? absent(before, millis) : 0;
      segment += absent < 0 ? 1 : 0;
      for (int i = 1; i <= absent; i++) {
        filled.add(after(before, i), last, false, segment);
      }
      for (int c = 0; c < columns; c++) {
        double value = chunk.values[first + c];
        last[c] = Double.isNaN(value) ? last[c] : value;
      }
      filled.add(millis, last, !Double.isNaN(chunk.values[first + targetColumn]), segment);
      any = true;
      before = millis;
      present++;
    }
    return present;
  }

  private boolean measured(double[] values, int first) {
    for (int c : measuredColumns) {
      if (!Double.isNaN(values[first + c])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Summarizes a chunk for the driver, filled as if nothing came before it.
   *
   * @param chunk the chunk
   * @param headRows how many of its first steps the chunk before it needs
   * @param tailRows how many of its last steps the chunk after it needs
   * @return the summary
   */
  public ChunkSummary summarize(RowChunk chunk, int headRows, int tailRows) {
    double[] first = new double[columns];
    Arrays.fill(first, Double.NaN);
    Steps filled = new Steps(columns, chunk.rows());
    int present = fill(chunk, FillState.start(first.clone()), filled);
    int size = filled.size();
    if (size == 0) {
      return new ChunkSummary(chunk.id, chunk.counts, 0, 0, first, List.of(), List.of());
    }
    for (int c = 0; c < columns; c++) {
      for (int step = 0; step < size && Double.isNaN(first[c]); step++) {
        first[c] = filled.value(step, c);
      }
    }
    return new ChunkSummary(
        chunk.id,
        chunk.counts,
        size,
        present,
        first,
        filled.list(0, Math.min(size, Math.max(1, headRows))),
        filled.list(Math.max(0, size - Math.max(1, tailRows)), size));
  }
}
