package org.synprune.jobs.saved.serving;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Windows of Java to the block's input, and its forecasts back.
 *
 * @param <O> the type of what is forecast from one input
 */
final class WindowTranslator<O> implements Translator<Object, O> {

  private final ForecastBlock block;
  private final Function<Object, double[][]> windows;
  private final Function<double[], O> result;
  private final @Nullable Batchifier batchifier;

  /**
   * Creates a translator.
   *
   * @param block knows how long a window is
   * @param windows the windows of an input, raw units
   * @param result of the forecasts from them, raw units
   * @param batchifier joins inputs of one window each; null for none
   */
  WindowTranslator(
      ForecastBlock block,
      Function<Object, double[][]> windows,
      Function<double[], O> result,
      @Nullable Batchifier batchifier) {
    this.block = block;
    this.windows = windows;
    this.result = result;
    this.batchifier = batchifier;
  }

  @Override
  public @Nullable Batchifier getBatchifier() {
    return batchifier;
  }

  @Override
  public NDList processInput(TranslatorContext context, Object input) {
    double[][] all = windows.apply(input);
    int length = block.windowLength();
    double[] values = new double[Math.multiplyExact(all.length, length)];
    for (int i = 0; i < all.length; i++) {
      block.requireLength(all[i].length);
      System.arraycopy(all[i], 0, values, i * length, length);
    }
    // Inputs of one window each are stacked, if they are.
    Shape shape = batchifier == null ? new Shape(all.length, length) : new Shape(length);
    return new NDList(context.getNDManager().create(values, shape));
  }

  @Override
  public O processOutput(TranslatorContext context, NDList outputs) {
    return result.apply(outputs.get(0).toDoubleArray());
  }
}
