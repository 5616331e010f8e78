package org.synprune.jobs.saved.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.score.SmallModels;

/** A program of DJL that knows nothing of ours loads a folder with the shaded jar in it. */
class ShadedJarInFolderIT {

  @TempDir private Path dir;

  @Test
  void forecastsAreThoseOfScoreForEveryNetwork() throws Exception {
    List<ModelFolder> folders = new ArrayList<>();
    for (Architecture architecture : Architecture.builtIn()) {
      for (Regulariser arm :
          List.of(Regulariser.NONE, Regulariser.SYNAPTIC_PRUNING, Regulariser.MC_DROPOUT)) {
        folders.add(SmallModels.saved(dir, architecture, arm, 42));
      }
    }
    Path shaded = Path.of(System.getProperty("synprune.shaded"));
    JarInFolder.forecastsLikeScore(folders, List.of(shaded), dir);
  }
}
