package org.synprune.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.Forecaster;
import org.synprune.pruning.Placement;

class ExecutorModelsTest {

  @TempDir private Path dir;

  private final ExecutorModels models = new ExecutorModels();

  private ModelFolder saved(long seed) {
    return SmallModels.saved(dir, Architecture.RNN, Regulariser.NONE, seed);
  }

  private static double forecast(Forecaster forecaster) {
    return forecaster.forecast(SmallModels.scaled(60)).mean()[0];
  }

  private static boolean isOpen(Forecaster forecaster) {
    try {
      forecast(forecaster);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void aSavedModelForecastsOnADeviceAsInMainMemory() {
    ModelFolder folder = saved(42);
    try (Forecaster host = folder.forecaster();
        Forecaster device = folder.forecaster(Device.cpu(), Placement.DEVICE)) {
      double expected = forecast(host);
      assertThat(forecast(device)).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }
  }

  @Test
  void aModelIsLoadedOnceForAllTasks() throws Exception {
    ModelFolder folder = saved(42);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Double>> tasks = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        tasks.add(
            pool.submit(
                () -> {
                  try (ExecutorModels.Lease lease =
                      models.borrow(folder.folder(), folder.id(), Device.cpu())) {
                    return forecast(lease.forecaster());
                  }
                }));
      }
      double first = tasks.get(0).get();
      for (Future<Double> task : tasks) {
        assertThat(task.get()).isEqualTo(first);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(models.loads()).isEqualTo(1);
  }

  @Test
  void aReplacedModelIsClosedWhenItsLastTaskIsDone() throws Exception {
    ModelFolder one = saved(42);
    ModelFolder other = saved(43);
    ExecutorModels.Lease before = models.borrow(one.folder(), one.id(), Device.cpu());
    double expected = forecast(before.forecaster());
    // Another model takes the first one's place.
    FileUtil.fullyDelete(SmallModels.path(one).toFile());
    Files.move(SmallModels.path(other), SmallModels.path(one));
    assertThatThrownBy(
            () -> models.borrow(Folder.local(dir.resolve("elsewhere")), one.id(), Device.cpu()))
        .isInstanceOf(BadInputException.class);
    ExecutorModels.Lease after = models.borrow(one.folder(), other.id(), Device.cpu());
    assertThat(forecast(after.forecaster())).isNotEqualTo(expected);
    assertThat(forecast(before.forecaster())).isEqualTo(expected);
    assertThatThrownBy(() -> new ExecutorModels().borrow(one.folder(), one.id(), Device.cpu()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has changed");
    Forecaster replaced = before.forecaster();
    before.close();
    before.close();
    assertThat(isOpen(replaced)).isFalse();
    after.close();
    assertThat(isOpen(after.forecaster())).isTrue();
  }

  @Test
  void onlyAFewIdleModelsStayOpen() {
    List<Forecaster> used = new ArrayList<>();
    for (long seed = 0; seed < ExecutorModels.IDLE + 3; seed++) {
      ModelFolder folder = saved(seed);
      try (ExecutorModels.Lease lease = models.borrow(folder.folder(), folder.id(), Device.cpu())) {
        used.add(lease.forecaster());
      }
    }
    assertThat(models.open()).isEqualTo(ExecutorModels.IDLE);
    assertThat(used.stream().filter(ExecutorModelsTest::isOpen)).hasSize(ExecutorModels.IDLE);
    assertThat(isOpen(used.get(0))).isFalse();
  }
}
