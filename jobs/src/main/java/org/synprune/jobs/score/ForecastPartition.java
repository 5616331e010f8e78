package org.synprune.jobs.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.synprune.jobs.series.WindowScaler;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.spark.TaskDevice;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.Forecaster.Forecasts;

/**
 * Forecasts from the rows of a partition, a batch at a time, on the GPU that Spark gives the task
 * or else on the processor, and adds the forecasts in scaled units. Rows come and go as {@link
 * WindowKind} has them read and written.
 *
 * @param model the model's folder
 * @param id the id that the model has to have
 * @param windows where the windows are
 * @param units whether windows are raw or scaled
 * @param batchSize rows that are forecast at a time
 */
record ForecastPartition(
    Folder model, String id, WindowColumn windows, InputUnits units, int batchSize)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ExecutorModels.Lease lease =
        ExecutorModels.OF_THIS_PROCESS.borrow(
            model, id, TaskDevice.ofTask(DeviceChoice.AUTO).device());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    return new Batches(rows, lease);
  }

  /** Forecasts when rows are asked for. */
  private final class Batches implements Iterator<Row> {

    private final Iterator<Row> rows;
    private final ExecutorModels.Lease lease;
    private final WindowScaler scaler;
    private final float[] scaled = new float[Math.multiplyExact(batchSize, windows.length())];
    private final Deque<Row> done = new ArrayDeque<>();

    Batches(Iterator<Row> rows, ExecutorModels.Lease lease) {
      this.rows = rows;
      this.lease = lease;
      scaler =
          units == InputUnits.RAW ? WindowScaler.of(lease.info().scaler()) : WindowScaler.none();
    }

    @Override
    public boolean hasNext() {
      return !done.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (done.isEmpty()) {
        forecast();
      }
      return done.remove();
    }

    private void forecast() {
      int added = lease.info().spreads() ? 2 : 1;
      List<Object[]> batch = new ArrayList<>();
      while (batch.size() < batchSize && rows.hasNext()) {
        Row row = rows.next();
        Object[] values = new Object[row.size() + added];
        for (int c = 0; c < row.size(); c++) {
          values[c] = c == windows.index() ? windows.window(row) : row.get(c);
        }
        int at = batch.size() * windows.length();
        windows.scale(values[windows.index()], scaler, scaled, at);
        batch.add(values);
      }
      Forecasts forecasts = lease.forecaster().forecast(scaled, batch.size());
      for (int i = 0; i < batch.size(); i++) {
        Object[] values = batch.get(i);
        values[values.length - added] = ofWindow(forecasts.mean(), i);
        if (added > 1) {
          values[values.length - 1] = ofWindow(forecasts.sd(), i);
        }
        done.add(RowFactory.create(values));
      }
    }

    /** A number, or an array of them if the model forecasts several steps. */
    private Object ofWindow(double[] all, int window) {
      int horizon = lease.info().horizon();
      return horizon == 1
          ? (Object) all[window]
          : Arrays.copyOfRange(all, window * horizon, (window + 1) * horizon);
    }
  }
}
