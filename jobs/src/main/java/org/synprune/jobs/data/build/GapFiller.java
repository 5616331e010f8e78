package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
public final class GapFiller implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean strict;
  private final Resolution resolution;
  private final int maxFill;
  private final int columns;
  private final int[] measuredColumns;
  private final int targetColumn;

  /**
   * Makes a filler.
   *
   * @param dataset the data set
   * @param recipe its recipe for one protocol
   */
  public GapFiller(DatasetConf dataset, Recipe recipe) {
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

  /** Number of steps to insert between two rows, or -1 if the time between them is a gap. */
  int inserted(@Nullable Long before, long millis) {
    if (!strict || !resolution.regular() || before == null) {
      return 0;
    }
    long absent = (millis - before) / resolution.stepMillis() - 1;
    return absent > maxFill ? -1 : (int) absent;
  }

  /** The filled steps between the last measured row and the next one; none if that is a gap. */
  List<TimeStep> between(FillState state, long millis) {
    List<TimeStep> steps = new ArrayList<>();
    int absent = inserted(state.millis(), millis);
    for (int i = 1; i <= absent; i++) {
      long at = state.millis() + i * resolution.stepMillis();
      steps.add(new TimeStep(at, state.last().clone(), false, state.segment()));
    }
    return steps;
  }

  /** The steps of a chunk, given what came before it. */
  List<TimeStep> fill(RowChunk chunk, FillState state) {
    List<TimeStep> steps = new ArrayList<>(chunk.rows());
    double[] last = state.last().clone();
    @Nullable Long before = state.millis();
    int segment = state.segment();
    for (int row = 0; row < chunk.rows(); row++) {
      double[] values = Arrays.copyOfRange(chunk.values, row * columns, (row + 1) * columns);
      if (strict && !measured(values)) {
        continue;
      }
      long millis = chunk.millis[row];
      if (inserted(before, millis) < 0) {
        segment++;
      } else if (before != null) {
        steps.addAll(between(new FillState(before, last, segment), millis));
      }
      boolean observed = !Double.isNaN(values[targetColumn]);
      last = TimeStep.filled(values, last);
      steps.add(new TimeStep(millis, last, observed, segment));
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

  /**
   * Summarizes a chunk for the driver, filled as if nothing came before it.
   *
   * @param chunk the chunk
   * @param headRows how many of its first steps the chunk before it needs
   * @param tailRows how many of its last steps the chunk after it needs
   * @return the summary
   */
  public ChunkSummary summarize(RowChunk chunk, int headRows, int tailRows) {
    double[] nothing = new double[columns];
    Arrays.fill(nothing, Double.NaN);
    List<TimeStep> steps = fill(chunk, FillState.start(nothing));
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
