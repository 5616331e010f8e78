package org.synprune.jobs.saved.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.repository.zoo.ModelNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.SmallModels;

/** Folders and types that a {@code Criteria} of DJL is refused. */
class RefusedForDjlTest {

  @TempDir private Path dir;

  @Test
  void otherTypesAreNamedAsUnsupported() {
    Path folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42).path();
    assertThatThrownBy(
            () -> SavedForDjlTest.criteria(folder, String.class, String.class).loadModel())
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void aDamagedFolderIsRefusedInOneSentence() throws IOException {
    ModelFolder folder = SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42);
    Path weights = folder.path().resolve("model-0000.params");
    byte[] all = Files.readAllBytes(weights);
    all[all.length - 1] ^= 1;
    Files.write(weights, all);
    notLoaded(folder.path(), "model-0000.params: is damaged, expected the bytes whose hash is in");
    Path json = folder.path().resolve("model.json");
    String text = Files.readString(json);
    Files.writeString(json, text.replace("\"lookback\" :", "\"look\" :"));
    notLoaded(folder.path(), "model.json: can't be read: 'lookback' is null, expected a number");
    Files.writeString(json, text.substring(0, 100));
    notLoaded(folder.path(), "model.json: can't be read");
    Files.writeString(json, text.replace("\"formatVersion\" : 1", "\"formatVersion\" : 7"));
    notLoaded(folder.path(), "formatVersion is 7, expected version 1");
    Files.delete(json);
    notLoaded(folder.path(), "holds no model.json, expected the folder of a model that a sweep");
  }

  private static void notLoaded(Path folder, String message) {
    assertThatThrownBy(
            () -> SavedForDjlTest.criteria(folder, float[].class, Double.class).loadModel())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
