package org.synprune.jobs.saved.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.SmallModels;
import org.synprune.jobs.series.WindowScaler;
import org.synprune.jobs.train.Forecaster;

/** What DJL Serving does with a saved model; see {@link LikeDjlServing}. */
class ServedByDjlServingTest {

  @TempDir private Path dir;

  private static String numbers(int target) {
    return Arrays.stream(SmallModels.raw(target))
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Mean and deviation that {@code score} forecasts for a window of floats: JSON is read so. */
  private static double[] expected(ModelFolder folder, int target) {
    double[] floats = Arrays.stream(SmallModels.raw(target)).map(one -> (float) one).toArray();
    float[] scaled = new float[floats.length];
    WindowScaler.of(folder.info().scaler()).scale(floats, scaled, 0);
    try (Forecaster forecaster = folder.forecaster()) {
      Forecaster.Forecasts one = forecaster.forecast(scaled);
      double sd = folder.info().targetSd();
      return new double[] {one.mean()[0] * sd + folder.info().targetMean(), one.sd()[0] * sd};
    }
  }

  private static JsonNode predictions(String answer) throws Exception {
    return new ObjectMapper().readTree(answer).get("predictions");
  }

  @Test
  void aWindowOrManyAsNumbersOfJson() throws Exception {
    ModelFolder folder =
        SmallModels.saved(dir, Architecture.LSTM, Regulariser.SYNAPTIC_PRUNING, 42);
    try (var serving = new LikeDjlServing(SmallModels.path(folder).toUri().toString())) {
      String one = numbers(60);
      for (String body : List.of(one, "{\"inputs\":" + one + "}", "[" + one + "]")) {
        JsonNode answer = predictions(serving.answers(List.of(body)).get(0));
        assertThat(answer).hasSize(1);
        assertThat(answer.get(0).get(0).asDouble())
            .isCloseTo(expected(folder, 60)[0], within(1e-6));
      }
      JsonNode two =
          predictions(serving.answers(List.of("[" + one + "," + numbers(80) + "]")).get(0));
      assertThat(two).hasSize(2);
      assertThat(two.get(1).get(0).asDouble()).isCloseTo(expected(folder, 80)[0], within(1e-6));
    }
  }

  @Test
  void monteCarloDropoutAnswersTheMeanAndTheDeviation() throws Exception {
    ModelFolder folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.MC_DROPOUT, 42);
    try (var serving = new LikeDjlServing(SmallModels.path(folder).toUri().toString())) {
      JsonNode answer = predictions(serving.answers(List.of(numbers(60))).get(0));
      assertThat(answer).hasSize(2);
      double[] expected = expected(folder, 60);
      for (int i = 0; i < 2; i++) {
        assertThat(answer.get(i).findValue("value").get(0).get(0).asDouble())
            .isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void requestsAreJoinedWhereTheServerJoinsThem() throws Exception {
    ModelFolder folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42);
    Path properties = SmallModels.path(folder).resolve("serving.properties");
    Files.writeString(properties, Files.readString(properties) + "batch_size=4\n");
    try (var serving = new LikeDjlServing(SmallModels.path(folder).toUri().toString())) {
      List<String> answers = serving.answers(List.of(numbers(60), numbers(80), numbers(90)));
      assertThat(answers).hasSize(3);
      assertThat(predictions(answers.get(1)).get(0).asDouble())
          .isCloseTo(expected(folder, 80)[0], within(1e-6));
    }
  }

  @Test
  void aBadRequestIsRefusedInOneSentence() throws Exception {
    ModelFolder folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42);
    try (var serving = new LikeDjlServing(SmallModels.path(folder).toUri().toString())) {
      assertThatThrownBy(() -> serving.answers(List.of("[1,2,3]")))
          .hasMessageContaining(
              "the model was given an array of shape (3), expected windows of 14 numbers: 7 rows"
                  + " of 2 features");
    }
  }
}
