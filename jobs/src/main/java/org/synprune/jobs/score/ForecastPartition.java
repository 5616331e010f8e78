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
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.Forecaster.Forecasts;

/**
 * Forecasts from the rows of a partition, a batch at a time.
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
    ExecutorModels.Lease lease = ExecutorModels.OF_THIS_PROCESS.borrow(model, id);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    return new Batches(rows, lease);
  }

  /** Forecasts when rows are asked for. */
  private final class Batches implements Iterator<Row> {

    private final Iterator<Row> rows;
    private final ExecutorModels.Lease lease;
    private final FeatureScaler scaler;
    private final Deque<Row> done = new ArrayDeque<>();

    Batches(Iterator<Row> rows, ExecutorModels.Lease lease) {
      this.rows = rows;
      this.lease = lease;
      ModelInfo info = lease.info();
      scaler = units == InputUnits.RAW ? info.scaler() : FeatureScaler.none(info.features().size());
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
      List<Row> batch = new ArrayList<>(batchSize);
      float[] values = new float[batchSize * windows.length()];
      while (batch.size() < batchSize && rows.hasNext()) {
        Row row = rows.next();
        scaler.scale(windows.values(row), values, batch.size() * windows.length());
        batch.add(row);
      }
      ModelInfo info = lease.info();
      Forecasts forecasts =
          lease.forecaster().forecast(Arrays.copyOf(values, batch.size() * windows.length()));
      for (int i = 0; i < batch.size(); i++) {
        done.add(with(batch.get(i), forecasts, i, info));
      }
    }

    private Row with(Row row, Forecasts forecasts, int i, ModelInfo info) {
      int added = info.spreads() ? 2 : 1;
      Object[] all = new Object[row.size() + added];
      for (int c = 0; c < row.size(); c++) {
        all[c] = row.get(c);
      }
      all[row.size()] = forecasts.mean()[i] * info.targetSd() + info.targetMean();
      if (info.spreads()) {
        all[row.size() + 1] = forecasts.sd()[i] * info.targetSd();
      }
      return RowFactory.create(all);
    }
  }
}
