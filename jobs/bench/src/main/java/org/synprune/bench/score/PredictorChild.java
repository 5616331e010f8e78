package org.synprune.bench.score;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;

/**
 * Forecasts as a user of DJL does: the plain block, a predictor, plain arrays, one thread, with the
 * engine as DJL starts it. Batches are of the size that is the quickest for the network.
 */
public final class PredictorChild {

  private static final int[] BATCHES = {32, 64, 128, 256, 512};

  /** Windows that a size is tried with. */
  private static final int TRIED = 4096;

  private PredictorChild() {}

  /** Times each model folder that is named. */
  public static void main(String[] args) throws IOException, MalformedModelException {
    for (String folder : args) {
      ModelInfo info = ModelFolder.open(Path.of(folder)).info();
      ForecasterSpec spec =
          new ForecasterSpec(
              Architecture.of(info.architecture()),
              info.lookback(),
              info.features().size(),
              info.hidden(),
              0,
              false);
      int count = ScoredWindows.count(info);
      List<float[]> windows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        windows.add(ScoredWindows.window(i, info.windowLength()));
      }
      try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch")) {
        model.setBlock(Forecasters.build(spec, new SplittableRandom()));
        model.load(Path.of(folder), "model");
        Shape shape = new Shape(info.lookback(), info.features().size());
        try (Predictor<float[], Float> predictor = model.newPredictor(new Windows(shape))) {
          int batch = quickest(predictor, windows.subList(0, TRIED));
          ScoredWindows.time(count, () -> forecast(predictor, windows, batch));
        }
      }
    }
  }

  private static int quickest(Predictor<float[], Float> predictor, List<float[]> windows) {
    int best = 0;
    double most = 0;
    // The first go is for warming up.
    for (int go = 0; go < 2; go++) {
      most = 0;
      for (int batch : BATCHES) {
        double speed =
            ScoredWindows.perSecond(windows.size(), () -> forecast(predictor, windows, batch));
        if (speed > most) {
          best = batch;
          most = speed;
        }
      }
    }
    return best;
  }

  private static void forecast(
      Predictor<float[], Float> predictor, List<float[]> windows, int batch) {
    try {
      for (int from = 0; from < windows.size(); from += batch) {
        predictor.batchPredict(windows.subList(from, Math.min(windows.size(), from + batch)));
      }
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Windows(Shape shape) implements Translator<float[], Float> {

    @Override
    public NDList processInput(TranslatorContext context, float[] window) {
      return new NDList(context.getNDManager().create(window, shape));
    }

    @Override
    public Float processOutput(TranslatorContext context, NDList outputs) {
      return outputs.singletonOrThrow().getFloat(0);
    }

    @Override
    public Batchifier getBatchifier() {
      return Batchifier.STACK;
    }
  }
}
