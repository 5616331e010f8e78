package org.synprune.jobs.saved.serving;

import ai.djl.Model;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets a predictor take windows as arrays of Java and give forecasts as numbers, both in raw units.
 *
 * <pre>{@code
 * Criteria.builder()
 *     .setTypes(float[].class, Double.class)
 *     .optModelPath(folder)
 *     .optTranslatorFactory(new ForecastTranslatorFactory())
 *     .build();
 * }</pre>
 *
 * <p>{@code float[]} or {@code double[]} to {@code Double}: a window of {@code lookback x features}
 * values, row by row, oldest first; {@code batchPredict} forecasts from all of them at a time.
 * {@code float[][]} or {@code double[][]} to {@code double[]}: many windows, a forecast each. For a
 * window of another length or with no number in it {@code predict} throws a {@code
 * TranslateException} with one sentence about it.
 *
 * <p>{@code NDList} to {@code NDList} needs no factory: DJL has one, see {@link
 * ForecastBlockFactory} for shapes and units.
 */
public final class ForecastTranslatorFactory implements TranslatorFactory, Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * What is taken and given.
   *
   * @param input type of an input
   * @param output type of what is forecast from it
   * @param windows the windows of an input
   */
  private record Form(Class<?> input, Class<?> output, Function<Object, double[][]> windows) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(float[].class, Double.class, one -> new double[][] {doubles((float[]) one)}),
          new Form(double[].class, Double.class, one -> new double[][] {(double[]) one}),
          new Form(
              float[][].class,
              double[].class,
              all ->
                  Arrays.stream((float[][]) all)
                      .map(ForecastTranslatorFactory::doubles)
                      .toArray(double[][]::new)),
          new Form(double[][].class, double[].class, all -> (double[][]) all));

  /** Creates the factory. */
  public ForecastTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return FORMS.stream()
        .map(form -> new Pair<Type, Type>(form.input(), form.output()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * {@inheritDoc}
   *
   * @param arguments {@code batchifier}: "stack" (the default) or "none"; of many windows always
   *     "none"
   * @throws IllegalArgumentException if the types are others, or the model isn't one whose block
   *     {@link ForecastBlockFactory} built
   */
  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    Form form =
        FORMS.stream()
            .filter(one -> one.input() == input && one.output() == output)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no translator from "
                            + input.getSimpleName()
                            + " to "
                            + output.getSimpleName()
                            + ", expected one of "
                            + getSupportedTypes()));
    if (!(model.getBlock() instanceof ForecastBlock block)) {
      throw new IllegalArgumentException(
          "the model's block isn't one of ForecastBlockFactory, expected a folder that a sweep"
              + " saved, with its serving.properties");
    }
    if (output == Double.class) {
      Batchifier batchifier =
          Batchifier.fromString(ArgumentsUtil.stringValue(arguments, "batchifier", "stack"));
      return (Translator<I, O>)
          new WindowTranslator<>(block, form.windows(), all -> all[0], batchifier);
    }
    return (Translator<I, O>) new WindowTranslator<>(block, form.windows(), all -> all, null);
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    Arrays.setAll(doubles, i -> floats[i]);
    return doubles;
  }
}
