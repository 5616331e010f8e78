package org.synprune.jobs.data.build;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import org.synprune.jobs.data.conf.CalendarFeature;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.series.Anchor;

/** Makes the feature columns of a series from its filled steps, before scaling. */
public final class Features implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final int[] inputs;
  private final CalendarFeature[] calendar;
  private final int[] shiftColumns;
  private final int[] shiftRows;
  private final int targetColumn;
  private final int targetLead;
  private final Recipe.Edges edges;
  private final Anchor anchor;
  private final SplitBounds bounds;
  private final String zone;

  /**
   * Makes the columns of one protocol.
   *
   * @param dataset the data set
   * @param recipe its recipe for the protocol
   * @param bounds which steps are rows
   * @param zone the time zone of the calendar's numbers; empty for the times as they are kept
   */
  public Features(DatasetConf dataset, Recipe recipe, SplitBounds bounds, String zone) {
    List<String> columns = dataset.columns();
    this.inputs = recipe.inputs(dataset.target()).stream().mapToInt(columns::indexOf).toArray();
    this.calendar = recipe.calendar().toArray(CalendarFeature[]::new);
    this.shiftColumns =
        recipe.shifts().stream().mapToInt(s -> columns.indexOf(s.column())).toArray();
    this.shiftRows = recipe.shifts().stream().mapToInt(Recipe.Shift::rows).toArray();
    this.targetColumn = columns.indexOf(dataset.target());
    this.targetLead = recipe.targetLead();
    this.edges = recipe.edges();
    this.anchor = Anchor.of(recipe.protocol(), dataset.target(), recipe.features(dataset.target()));
    this.bounds = bounds;
    this.zone = zone;
  }

  /** Number of feature columns. */
  int width() {
    return inputs.length + calendar.length + shiftRows.length;
  }

  /** The columns that are scaled as the target is, as windows tell them relative to it. */
  int[] likeTarget() {
    return anchor.columns();
  }

  /** The steps that one chunk sees, as {@link GapFiller#seen} gives them. */
  View of(ChunkContext context, Steps steps) {
    return new View(steps, context.firstStep() - context.stepsBefore().size());
  }

  /** A stretch of steps, addressed by their number in the whole series. */
  final class View {

    private final Steps steps;
    private final long offset;

    private View(Steps steps, long offset) {
      this.steps = steps;
      this.offset = offset;
    }

    /** Number of the first step seen. */
    long offset() {
      return offset;
    }

    /** Position among the steps seen of a step's number in the whole series. */
    int at(long number) {
      return (int) (number - offset);
    }

    /** Position of the step whose value is the target of a row. */
    private int targetAt(long number) {
      return at(Math.min(number + targetLead, bounds.steps() - 1));
    }

    /** Whether the target of a row was measured. */
    boolean observed(long number) {
      return steps.observed(targetAt(number));
    }

    /** Writes the targets of rows, NaN where nothing was measured up to them. */
    void targets(long from, int rows, double[] to) {
      for (int i = 0; i < rows; i++) {
        to[i] = steps.value(targetAt(from + i), targetColumn);
      }
    }

    /** Writes a feature of rows, NaN where it is unknown. */
    void feature(int feature, long from, int rows, double[] to) {
      if (feature < inputs.length) {
        int first = at(from);
        for (int i = 0; i < rows; i++) {
          to[i] = steps.value(first + i, inputs[feature]);
        }
      } else if (feature < inputs.length + calendar.length) {
        calendar(calendar[feature - inputs.length], at(from), rows, to);
      } else {
        int shift = feature - inputs.length - calendar.length;
        for (int i = 0; i < rows; i++) {
          to[i] = shifted(at(from + i), from + i - shiftRows[shift], shiftColumns[shift]);
        }
      }
    }

    private void calendar(CalendarFeature feature, int first, int rows, double[] to) {
      CalendarColumn column = new CalendarColumn(feature, zone);
      for (int i = 0; i < rows; i++) {
        long millis = steps.millis(first + i);
        to[i] = millis == RowChunk.NO_TIME ? Double.NaN : column.of(millis);
      }
    }

    private double shifted(int at, long from, int column) {
      long inside = Math.max(bounds.skip(), Math.min(bounds.steps() - 1, from));
      if (edges == Recipe.Edges.MEAN
          && (inside != from || steps.segment(at(inside)) != steps.segment(at))) {
        // The mean isn't near the last known value: the row's own is.
        return anchor.isNone() || column != targetColumn ? Double.NaN : steps.value(at, column);
      }
      return steps.value(at(inside), column);
    }
  }
}
