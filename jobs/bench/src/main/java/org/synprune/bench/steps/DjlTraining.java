package org.synprune.bench.steps;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Random;
import org.synprune.bench.figure.TrainingCase;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.pruning.ScheduleUnit;
import org.synprune.pruning.SparsitySchedule;
import org.synprune.pruning.SynapticPruner;

/** One training as DJL's handbook has it, which can be continued for as long as is asked for. */
final class DjlTraining implements AutoCloseable {

  private static final int WINDOWS = 4096;

  private final Model model;
  private final Trainer trainer;
  private final ArrayDataset windows;
  private Iterator<Batch> batches;

  DjlTraining(TrainingCase cell) {
    model = Model.newInstance("bench", "PyTorch");
    model.setBlock(DjlForecasters.of(cell));
    Optimizer adam = Optimizer.adam().build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss()).optDevices(new Device[] {Device.cpu()});
    if (cell.regulariser() == Regulariser.SYNAPTIC_PRUNING) {
      SynapticPruner pruner =
          SynapticPruner.builder()
              .optScheduleUnit(ScheduleUnit.STEP)
              .optSchedule(SparsitySchedule.cubic(0.3, 0.7, 0, 1000))
              .build();
      config.optOptimizer(pruner.wrap(adam)).addTrainingListeners(pruner);
    } else {
      config.optOptimizer(adam);
    }
    trainer = model.newTrainer(config);
    trainer.initialize(new Shape(TrainingCase.BATCH, cell.lookback(), TrainingCase.FEATURES));
    windows = windows(trainer.getManager(), cell.lookback());
    batches = epoch();
  }

  private static ArrayDataset windows(NDManager manager, int lookback) {
    Random random = new Random(7);
    float[] values = new float[WINDOWS * lookback * TrainingCase.FEATURES];
    float[] targets = new float[WINDOWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < WINDOWS; i++) {
      targets[i] = (float) random.nextGaussian();
    }
    NDArray x = manager.create(values, new Shape(WINDOWS, lookback, TrainingCase.FEATURES));
    NDArray y = manager.create(targets, new Shape(WINDOWS, 1));
    return new ArrayDataset.Builder()
        .setData(x)
        .optLabels(y)
        .setSampling(TrainingCase.BATCH, true, true)
        .build();
  }

  private Iterator<Batch> epoch() {
    try {
      return trainer.iterateDataset(windows).iterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trains for some more batches. */
  void run(int count) {
    for (int i = 0; i < count; i++) {
      if (!batches.hasNext()) {
        batches = epoch();
      }
      try (Batch batch = batches.next()) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
      }
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
