package org.synprune.jobs.saved.serving;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.Artifact;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Does to a model's folder what DJL Serving does: its own jars can't be had in tests. After {@code
 * ModelInfo} of its workload manager, versions 0.32 to 0.36: {@code downloadModel}, {@code
 * loadServingProperties}, {@code configPerModelSettings}, {@code load} and the thread that
 * predicts, without downloads, environment variables and checks of memory. Needs DJL alone.
 */
final class LikeDjlServing implements AutoCloseable {

  private final ZooModel<Input, Output> model;
  private final Predictor<Input, Output> predictor;

  LikeDjlServing(String modelUrl) throws IOException, ModelException {
    Repository repository = Repository.newInstance("modelStore", modelUrl);
    Artifact artifact = repository.getResources().get(0).getDefaultArtifact();
    repository.prepare(artifact);
    Path modelDir = Utils.getNestedModelDir(repository.getResourceDirectory(artifact));
    Properties prop = new Properties();
    try (InputStream in = Files.newInputStream(modelDir.resolve("serving.properties"))) {
      prop.load(in);
    }
    Map<String, Object> arguments = new ConcurrentHashMap<>();
    Map<String, String> options = new ConcurrentHashMap<>();
    for (String key : prop.stringPropertyNames()) {
      if (key.startsWith("option.")) {
        options.put(key.substring(7), prop.getProperty(key));
      } else {
        arguments.put(key, prop.getProperty(key));
      }
    }
    String engineName = prop.getProperty("engine");
    Criteria.Builder<Input, Output> builder =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelUrls(modelUrl)
            .optModelName(null)
            .optEngine(engineName)
            .optFilters(null)
            .optArguments(arguments)
            .optOptions(options);
    int batchSize = Integer.parseInt(prop.getProperty("batch_size", "1"));
    if (batchSize > 1 && !arguments.containsKey("batchifier")) {
      builder.optArgument("batchifier", "stack");
    }
    String devices = prop.getProperty("load_on_devices", "*");
    String first = devices.equals("*") ? "-1" : devices.split(";", -1)[0];
    builder.optDevice(Device.fromName(first, Engine.getEngine(engineName)));
    model = builder.build().loadModel();
    predictor = model.newPredictor();
  }

  /** As a request's body of JSON comes from the server, and its answer's body. */
  List<String> answers(List<String> bodies) throws TranslateException {
    List<Input> inputs =
        bodies.stream()
            .map(
                body -> {
                  Input input = new Input();
                  input.addProperty("Content-Type", "application/json");
                  input.add("data", body.getBytes(StandardCharsets.UTF_8));
                  return input;
                })
            .toList();
    return predictor.batchPredict(inputs).stream()
        .map(output -> output.getData().getAsString())
        .toList();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
