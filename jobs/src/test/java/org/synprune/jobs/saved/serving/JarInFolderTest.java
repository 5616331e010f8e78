package org.synprune.jobs.saved.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.SmallModels;
import org.synprune.pruning.Masks;

/** A program of DJL that knows nothing of ours loads a folder with our plain jars in it. */
class JarInFolderTest {

  @TempDir private Path dir;

  @Test
  void forecastsAreThoseOfScore() throws Exception {
    List<Path> jars =
        new ArrayList<>(
            List.of(
                JarInFolder.jarOf(BadInputException.class, dir.resolve("jobs.jar")),
                JarInFolder.jarOf(Masks.class, dir.resolve("lib-pruning.jar"))));
    // Dropout draws by these.
    jars.addAll(JarInFolder.jars("/commons-rng"));
    jars.addAll(JarInFolder.jars("/commons-codec/"));
    List<ModelFolder> folders =
        List.of(
            SmallModels.saved(dir, Architecture.LSTM, Regulariser.SYNAPTIC_PRUNING, 42),
            SmallModels.saved(dir, Architecture.RNN, Regulariser.MC_DROPOUT, 42));
    JarInFolder.forecastsLikeScore(folders, jars, dir);
  }

  @Test
  void withoutDropoutTwoJarsSuffice() throws Exception {
    List<Path> jars =
        List.of(
            JarInFolder.jarOf(BadInputException.class, dir.resolve("jobs.jar")),
            JarInFolder.jarOf(Masks.class, dir.resolve("lib-pruning.jar")));
    List<ModelFolder> folders =
        List.of(
            SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, 42),
            SmallModels.saved(dir, Architecture.PATCHTST, Regulariser.SYNAPTIC_PRUNING, 42));
    JarInFolder.forecastsLikeScore(folders, jars, dir);
  }
}
