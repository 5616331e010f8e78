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
 * {@code float[][]} or {@code double[][]} to {@code double[]}: many windows, a forecast each. A
 * model of a longer horizon gives {@code double[]} of a window, the next step first, and {@code
 * double[][]} of many. For a window of another length or with no number in it {@code predict}
 * throws a {@code TranslateException} with one sentence about it.
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
   * @param many whether an input has several windows
   * @param steps whether all steps of the horizon are given
   */
  private record Form(Class<?> input, Class<?> output, boolean many, boolean steps) {

    double[][] windows(Object given) {
      if (given instanceof float[][] floats) {
        return Arrays.stream(floats).map(Form::doubles).toArray(double[][]::new);
      }
      if (given instanceof double[][] doubles) {
        return doubles;
      }
      return new double[][] {given instanceof float[] one ? doubles(one) : (double[]) given};
    }

    /** Of all forecasts from an input. */
    Object result(double[] forecasts, int horizon) {
      if (!steps) {
        return many ? forecasts : (Object) forecasts[0];
      }
      if (!many) {
        return forecasts;
      }
      double[][] all = new double[forecasts.length / horizon][];
      Arrays.setAll(all, i -> Arrays.copyOfRange(forecasts, i * horizon, (i + 1) * horizon));
      return all;
    }

    private static double[] doubles(float[] floats) {
      double[] doubles = new double[floats.length];
      Arrays.setAll(doubles, i -> floats[i]);
      return doubles;
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(float[].class, Double.class, false, false),
          new Form(double[].class, Double.class, false, false),
          new Form(float[][].class, double[].class, true, false),
          new Form(double[][].class, double[].class, true, false),
          new Form(float[].class, double[].class, false, true),
          new Form(double[].class, double[].class, false, true),
          new Form(float[][].class, double[][].class, true, true),
          new Form(double[][].class, double[][].class, true, true));

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
    int horizon = block.horizon();
    if (!form.steps() && horizon > 1) {
      throw new IllegalArgumentException(
          "the model forecasts %d steps of each window, expected %s as the type of its forecasts"
              .formatted(horizon, form.many() ? "double[][]" : "double[]"));
    }
    Batchifier batchifier =
        form.many()
            ? null
            : Batchifier.fromString(ArgumentsUtil.stringValue(arguments, "batchifier", "stack"));
    return (Translator<I, O>)
        new WindowTranslator<>(block, form::windows, all -> form.result(all, horizon), batchifier);
  }
}
