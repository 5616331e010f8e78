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

/** Makes the columns of a series of its steps, before scaling. */
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
  private final Layout layout;

  public Features(DatasetConf dataset, Recipe recipe, Layout layout) {
    List<String> columns = dataset.columns();
    this.inputs = recipe.inputs(dataset.target()).stream().mapToInt(columns::indexOf).toArray();
    this.calendar = recipe.calendar().toArray(CalendarFeature[]::new);
    this.shiftColumns =
        recipe.shifts().stream().mapToInt(s -> columns.indexOf(s.column())).toArray();
    this.shiftRows = recipe.shifts().stream().mapToInt(Recipe.Shift::rows).toArray();
    this.targetColumn = columns.indexOf(dataset.target());
    this.targetLead = recipe.targetLead();
    this.edges = recipe.edges();
    this.layout = layout;
  }

  int width() {
    return inputs.length + calendar.length + shiftRows.length;
  }

  /** The steps that one chunk sees. */
  View of(Plan.Part part, List<Step> own) {
    List<Step> steps = new ArrayList<>(part.before());
    steps.addAll(own);
    steps.addAll(part.after());
    return new View(steps, part.firstStep() - part.before().size());
  }

  /** A stretch of steps, addressed by their number in the whole series. */
  final class View {

    private final List<Step> steps;
    private final long offset;
    private LocalDate date = LocalDate.EPOCH;

    private View(List<Step> steps, long offset) {
      this.steps = steps;
      this.offset = offset;
    }

    /** Number of the first step seen. */
    long offset() {
      return offset;
    }

    Step step(long number) {
      return steps.get((int) (number - offset));
    }

    /** The step whose value is the target of a row. */
    Step targetStep(long number) {
      return step(Math.min(number + targetLead, layout.steps() - 1));
    }

    double target(long number) {
      return targetStep(number).values()[targetColumn];
    }

    /** Features of a row, NaN where there is nothing to go by. */
    void read(long number, double[] row) {
      Step step = step(number);
      int at = 0;
      for (int column : inputs) {
        row[at++] = step.values()[column];
      }
      if (calendar.length > 0) {
        LocalDateTime time = step.millis() == Chunk.NO_TIME ? null : local(step.millis());
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

    private double shifted(Step step, long from, int column) {
      long inside = Math.max(layout.skip(), Math.min(layout.steps() - 1, from));
      if (edges == Recipe.Edges.MEAN
          && (inside != from || step(inside).segment() != step.segment())) {
        return Double.NaN;
      }
      return step(inside).values()[column];
    }
  }
}
