package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.data.conf.CalendarFeature;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.TimeText;

/** Makes the feature columns of a series from its filled steps, before scaling. */
public final class Features implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final long DAY_MILLIS = 86_400_000;

  private final int[] inputs;
  private final CalendarFeature[] calendar;
  private final int[] shiftColumns;
  private final int[] shiftRows;
  private final int targetColumn;
  private final int targetLead;
  private final Recipe.Edges edges;
  private final SplitBounds bounds;

  /**
   * Makes the columns of one protocol.
   *
   * @param dataset the data set
   * @param recipe its recipe for the protocol
   * @param bounds which steps are rows
   */
  public Features(DatasetConf dataset, Recipe recipe, SplitBounds bounds) {
    List<String> columns = dataset.columns();
    this.inputs = recipe.inputs(dataset.target()).stream().mapToInt(columns::indexOf).toArray();
    this.calendar = recipe.calendar().toArray(CalendarFeature[]::new);
    this.shiftColumns =
        recipe.shifts().stream().mapToInt(s -> columns.indexOf(s.column())).toArray();
    this.shiftRows = recipe.shifts().stream().mapToInt(Recipe.Shift::rows).toArray();
    this.targetColumn = columns.indexOf(dataset.target());
    this.targetLead = recipe.targetLead();
    this.edges = recipe.edges();
    this.bounds = bounds;
  }

  /** Number of feature columns. */
  int width() {
    return inputs.length + calendar.length + shiftRows.length;
  }

  /** The steps that one chunk sees. */
  View of(ChunkContext context, List<TimeStep> own) {
    List<TimeStep> steps = new ArrayList<>(context.stepsBefore());
    steps.addAll(own);
    steps.addAll(context.stepsAfter());
    return new View(steps, context.firstStep() - context.stepsBefore().size());
  }

  /** A stretch of steps, addressed by their number in the whole series. */
  final class View {

    private final List<TimeStep> steps;
    private final long offset;
    private LocalDate date = LocalDate.EPOCH;

    private View(List<TimeStep> steps, long offset) {
      this.steps = steps;
      this.offset = offset;
    }

    /** Number of the first step seen. */
    long offset() {
      return offset;
    }

    /** The step of a number in the whole series. */
    TimeStep step(long number) {
      return steps.get((int) (number - offset));
    }

    /** The step whose value is the target of a row. */
    TimeStep targetStep(long number) {
      return step(Math.min(number + targetLead, bounds.steps() - 1));
    }

    /** The target of a row, NaN if nothing was measured up to it. */
    double target(long number) {
      return targetStep(number).values()[targetColumn];
    }

    /** Writes the features of a row into an array, NaN where they are unknown. */
    void read(long number, double[] row) {
      TimeStep step = step(number);
      int at = 0;
      for (int column : inputs) {
        row[at++] = step.values()[column];
      }
      if (calendar.length > 0) {
        LocalDateTime time = step.millis() == RowChunk.NO_TIME ? null : local(step.millis());
        for (CalendarFeature feature : calendar) {
          row[at++] = time == null ? Double.NaN : feature.of(time);
        }
      }
      for (int i = 0; i < shiftRows.length; i++) {
        row[at++] = shifted(step, number - shiftRows[i], shiftColumns[i]);
      }
    }

    /** As {@link TimeText#local}; neighbours mostly share their date. */
    private LocalDateTime local(long millis) {
      long day = Math.floorDiv(millis, DAY_MILLIS);
      if (date.toEpochDay() != day) {
        date = LocalDate.ofEpochDay(day);
      }
      return date.atTime(LocalTime.ofNanoOfDay(1_000_000 * Math.floorMod(millis, DAY_MILLIS)));
    }

    private double shifted(TimeStep step, long from, int column) {
      long inside = Math.max(bounds.skip(), Math.min(bounds.steps() - 1, from));
      if (edges == Recipe.Edges.MEAN
          && (inside != from || step(inside).segment() != step.segment())) {
        return Double.NaN;
      }
      return step(inside).values()[column];
    }
  }
}
