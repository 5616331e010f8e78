package org.synprune.jobs.saved.serving;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.util.ProgressBar;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Does what DJL's Spark extension does: its jar can't be had in tests. After {@code ModelLoader},
 * {@code BasePredictor}, {@code BinaryPredictor} and {@code NpBinaryTranslator} of version 0.36,
 * call by call.
 *
 * @param <A> type of an input
 * @param <B> type of an output
 */
final class LikeDjlSpark<A, B> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final @Nullable String engine;
  private final String url;
  private final Class<A> inputClass;
  private final Class<B> outputClass;
  private final TranslatorFactory translatorFactory;
  private final HashMap<String, Object> arguments;
  private transient @Nullable ZooModel<A, B> model;

  LikeDjlSpark(
      @Nullable String engine,
      String url,
      Class<A> inputClass,
      Class<B> outputClass,
      TranslatorFactory translatorFactory,
      Map<String, Object> arguments) {
    this.engine = engine;
    this.url = url;
    this.inputClass = inputClass;
    this.outputClass = outputClass;
    this.translatorFactory = translatorFactory;
    this.arguments = new HashMap<>(arguments);
  }

  /** {@code ModelLoader.newPredictor}. */
  private Predictor<A, B> newPredictor() throws Exception {
    if (model == null) {
      Criteria<A, B> criteria =
          Criteria.builder()
              .setTypes(inputClass, outputClass)
              .optEngine(engine)
              .optModelUrls(url)
              .optTranslatorFactory(translatorFactory)
              .optProgress(new ProgressBar())
              .optArguments(arguments)
              .build();
      model = criteria.loadModel();
    }
    return model.newPredictor();
  }

  /**
   * {@code BasePredictor.transform} with {@code BinaryPredictor.transformRows}, 10 at a time.
   *
   * @param read the input of a row
   */
  Dataset<Row> transform(
      Dataset<Row> rows, MapFunction<Row, A> read, String output, DataType type) {
    StructType schema = rows.schema().add(output, type);
    MapPartitionsFunction<Row, Row> transformRows =
        all -> {
          Predictor<A, B> predictor = newPredictor();
          List<Row> done = new ArrayList<>();
          while (all.hasNext()) {
            List<Row> batch = new ArrayList<>();
            while (batch.size() < 10 && all.hasNext()) {
              batch.add(all.next());
            }
            List<A> inputs = new ArrayList<>();
            for (Row row : batch) {
              inputs.add(read.call(row));
            }
            Iterator<B> outputs = predictor.batchPredict(inputs).iterator();
            batch.forEach(row -> done.add(with(row, outputs.next())));
          }
          return done.iterator();
        };
    return rows.mapPartitions(transformRows, Encoders.row(schema));
  }

  private static Row with(Row row, @Nullable Object value) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = value;
    return RowFactory.create(values);
  }

  /** {@code NpBinaryTranslatorFactory}, the one that {@code BinaryPredictor} has by default. */
  static final class NpBinary implements TranslatorFactory, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
      return Set.of(new Pair<>(byte[].class, byte[].class));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I, O> Translator<I, O> newInstance(
        Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
      String name = ArgumentsUtil.stringValue(arguments, "batchifier", "none");
      Batchifier batchifier = Batchifier.fromString(name);
      return (Translator<I, O>)
          new Translator<byte[], byte[]>() {
            @Override
            public NDList processInput(TranslatorContext context, byte[] bytes) {
              return NDList.decode(context.getNDManager(), bytes);
            }

            @Override
            public byte[] processOutput(TranslatorContext context, NDList list) {
              return list.encode(NDList.Encoding.NPZ);
            }

            @Override
            public Batchifier getBatchifier() {
              return batchifier;
            }
          };
    }
  }
}
