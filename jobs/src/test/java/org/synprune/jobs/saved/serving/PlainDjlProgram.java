package org.synprune.jobs.saved.serving;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program of someone who has DJL on the class path and nothing of ours: prints what each folder
 * named in the first file forecasts for the windows in the second, a window a line.
 */
final class PlainDjlProgram {

  private PlainDjlProgram() {}

  public static void main(String[] files) throws Exception {
    for (String absent :
        List.of("org.synprune.jobs.BadInputException", "com.fasterxml.jackson.core.JsonFactory")) {
      try {
        Class.forName(absent);
        throw new IllegalStateException(absent + " is on the class path");
      } catch (ClassNotFoundException expected) {
        // As it has to be.
      }
    }
    List<String> lines = Files.readAllLines(Path.of(files[1]));
    for (String folder : Files.readAllLines(Path.of(files[0]))) {
      System.out.println("criteria " + forecasts(Path.of(folder), lines));
      try (var serving = new LikeDjlServing(Path.of(folder).toUri().toString())) {
        String answer = serving.answers(List.of("[" + lines.get(0) + "]")).get(0);
        System.out.println("serving " + answer.replaceAll("\\s", ""));
      }
    }
  }

  private static String forecasts(Path folder, List<String> lines) throws Exception {
    double[][] windows =
        lines.stream()
            .map(
                line ->
                    Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
    Criteria<NDList, NDList> criteria =
        Criteria.builder().setTypes(NDList.class, NDList.class).optModelPath(folder).build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      double[] all = Arrays.stream(windows).flatMapToDouble(Arrays::stream).toArray();
      NDArray input = manager.create(all, new Shape(windows.length, windows[0].length));
      double[] forecasts = predictor.predict(new NDList(input)).get(0).toDoubleArray();
      return Arrays.stream(forecasts).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }
  }
}
