package org.synprune.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trainings that PyTorch did (a reference of its own in {@code src/test/python}), done again by
 * {@link EasyTrain} and a {@link SynapticPruner}: every step must agree.
 */
class GoldenTrainingTest {

  private final Map<String, NDArray> trace = new HashMap<>();
  private double[] settings;
  private int step;
  private double loss;
  private double gradientNorm;
  private double norm;
  private int differingBits;
  private int comparedBits;

  /** Mean squared error with arrays as operands only: backward still reads a number's buffer. */
  private static final class MeanSquaredError extends Loss {
    MeanSquaredError() {
      super("mse");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray error = predictions.singletonOrThrow().sub(labels.singletonOrThrow());
      return error.mul(error).mean();
    }
  }

  private int setting(int index) {
    return (int) settings[index];
  }

  private Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(setting(2)).build())
        .add(LayerNorm.builder().axis(1).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(setting(3)).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(1).build());
  }

  @ParameterizedTest
  @CsvSource({
    "PAPER, THRESHOLD",
    "PAPER, EXACT",
    "REFERENCE_CODE, THRESHOLD",
    "REFERENCE_CODE, EXACT"
  })
  void everyStepAgreesWithPyTorch(Preset preset, CountRule rule) throws Exception {
    String name = (preset + "-" + rule).toLowerCase(Locale.ROOT).replace('_', '-');
    try (NDManager manager = NDManager.newBaseManager();
        Model model = Model.newInstance("mlp", Device.cpu())) {
      read(manager, "/golden/" + name + ".npz");
      Block block = network();
      model.setBlock(block);
      SynapticPruner pruner =
          SynapticPruner.builder()
              .optPreset(preset)
              .optCountRule(rule)
              .optSchedule(SparsitySchedule.cubic(settings[6], settings[7], setting(8), setting(4)))
              .optUpdateEvery(setting(9))
              .build();
      var config =
          new DefaultTrainingConfig(new MeanSquaredError())
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(
                  pruner.wrap(
                      Optimizer.sgd()
                          .setLearningRateTracker(Tracker.fixed((float) settings[10]))
                          .build()))
              .addTrainingListeners(afterThePreviousStep(block))
              .addTrainingListeners(pruner)
              .addTrainingListeners(afterTheUpdate(block, pruner));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(setting(5), setting(1)));
        set(block, trace.get("initial").toFloatArray());
        EasyTrain.fit(trainer, setting(4), data(), null);
      }
      compareNorm(block);
      double weight = largestDifference(values(block), trace.get("final").toFloatArray());
      System.out.printf(
          Locale.ROOT,
          "golden mlp, %s: %d steps, largest deviation: loss %.1e, gradient norm %.1e, weights' norm"
              + " %.1e (all relative), a weight at the end %.1e; masks: %d of %d bits differ%n",
          name,
          step,
          loss,
          gradientNorm,
          norm,
          weight,
          differingBits,
          comparedBits);
      assertThat(step).isEqualTo((int) trace.get("loss").size()).isGreaterThanOrEqualTo(50);
      assertThat(differingBits).isZero();
      assertThat(loss).as("loss").isLessThan(1e-5);
      assertThat(gradientNorm).as("gradient norm").isLessThan(2e-5);
      assertThat(norm).as("norm of the weights").isLessThan(1e-6);
      assertThat(weight).as("weight at the end").isLessThan(1e-5);
      assertThat(pruner.masks().sparsity()).isGreaterThan(0.6);
    }
  }

  private void read(NDManager manager, String resource) throws Exception {
    try (InputStream in = GoldenTrainingTest.class.getResourceAsStream(resource)) {
      NDList.decode(manager, Objects.requireNonNull(in, resource))
          .forEach(array -> trace.put(array.getName(), array));
    }
    settings = trace.get("settings").toDoubleArray();
  }

  private ArrayDataset data() {
    return new ArrayDataset.Builder()
        .setData(trace.get("x").reshape(setting(0), setting(1)))
        .optLabels(trace.get("y").reshape(setting(0), 1))
        .setSampling(setting(5), false)
        .build();
  }

  /** Before the pruner sees a batch, the weights are as the step before left them. */
  private TrainingListenerAdapter afterThePreviousStep(Block block) {
    return new TrainingListenerAdapter() {
      @Override
      public void onTrainingBatch(Trainer trainer, BatchData batch) {
        if (step > 0) {
          compareNorm(block);
        }
      }
    };
  }

  /** After the pruner saw a batch, its masks are new and its step is yet to come. */
  private TrainingListenerAdapter afterTheUpdate(Block block, SynapticPruner pruner) {
    return new TrainingListenerAdapter() {
      @Override
      public void onTrainingBatch(Trainer trainer, BatchData batch) {
        float[] forecast = batch.getPredictions().get(Device.cpu()).head().toFloatArray();
        float[] label = batch.getLabels().get(Device.cpu()).head().toFloatArray();
        double squared = 0;
        for (int i = 0; i < label.length; i++) {
          squared += Math.pow((double) forecast[i] - label[i], 2) / label.length;
        }
        loss = Math.max(loss, relative(squared, "loss", step));
        double slope = norm(values(block, parameter -> parameter.getArray().getGradient()));
        gradientNorm = Math.max(gradientNorm, relative(slope, "gradient_norm", step));
        norm = Math.max(norm, relative(norm(values(block)), "norm_updated", step));
        compareMasks(block, pruner.masks());
        step++;
      }
    };
  }

  private void compareNorm(Block block) {
    norm = Math.max(norm, relative(norm(values(block)), "norm", step - 1));
  }

  private void compareMasks(Block block, Masks masks) {
    byte[] all = new byte[(int) trace.get("masks").size()];
    trace.get("masks").toByteBuffer().get(all);
    int bytes = all.length / (int) trace.get("loss").size();
    BitSet bits = BitSet.valueOf(Arrays.copyOfRange(all, step * bytes, (step + 1) * bytes));
    int start = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      if (masks.paths().contains(entry.getKey())) {
        BitSet pruned = masks.prunedPositions(entry.getKey());
        int offset = start;
        pruned.stream().forEach(i -> bits.flip(offset + i));
        comparedBits += (int) entry.getValue().getShape().size();
      }
      start += (int) entry.getValue().getShape().size();
    }
    differingBits += bits.cardinality();
  }

  private double relative(double actual, String expected, int at) {
    return Math.abs(actual / trace.get(expected).getDouble(at) - 1);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double largestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
    }
    return largest;
  }

  private static float[] values(Block block) {
    return values(block, Parameter::getArray);
  }

  private static float[] values(
      Block block, java.util.function.Function<Parameter, NDArray> array) {
    int size = 0;
    for (Parameter parameter : block.getParameters().values()) {
      size += (int) parameter.getShape().size();
    }
    float[] values = new float[size];
    int start = 0;
    for (Parameter parameter : block.getParameters().values()) {
      float[] part = array.apply(parameter).toFloatArray();
      System.arraycopy(part, 0, values, start, part.length);
      start += part.length;
    }
    return values;
  }

  private static void set(Block block, float[] values) {
    int start = 0;
    for (Parameter parameter : block.getParameters().values()) {
      int end = start + (int) parameter.getShape().size();
      parameter.getArray().set(Arrays.copyOfRange(values, start, end));
      start = end;
    }
    assertThat(start).isEqualTo(values.length);
  }
}
