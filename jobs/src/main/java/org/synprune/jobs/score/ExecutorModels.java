package org.synprune.jobs.score;

import ai.djl.Device;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.ModelInfo;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.Forecaster;
import org.synprune.pruning.Placement;

/**
 * The models that a process forecasts with. Each is loaded once for all tasks, and again if its
 * folder has changed. A model that no task uses is closed when another has replaced it, or when
 * more than {@link #IDLE} such models are open.
 *
 * <p>Thread-safe.
 */
final class ExecutorModels {

  /** Unused models that stay open: the next task is likely to need one of them. */
  static final int IDLE = 8;

  /** Those of this process. */
  static final ExecutorModels OF_THIS_PROCESS = new ExecutorModels();

  /** By path: each task brings a folder object of its own. */
  private record Key(Path path, Device device) {}

  private final Map<Key, Loaded> current = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Loaded, Integer> users = new HashMap<>();
  private long loads;

  ExecutorModels() {}

  /** A loaded model. */
  private record Loaded(ModelFolder folder, Device device, Forecaster forecaster) {

    Key key() {
      return new Key(folder.folder().path(), device);
    }
  }

  /** A model in use; to be closed when a task is done with it. */
  final class Lease implements AutoCloseable {

    private final Loaded loaded;
    private boolean open = true;

    private Lease(Loaded loaded) {
      this.loaded = loaded;
    }

    ModelInfo info() {
      return loaded.folder().info();
    }

    Forecaster forecaster() {
      return loaded.forecaster();
    }

    @Override
    public void close() {
      synchronized (ExecutorModels.this) {
        if (open) {
          open = false;
          release(loaded);
        }
      }
    }
  }

  /**
   * Borrows a model.
   *
   * @param folder its folder
   * @param id what {@link ModelFolder#id()} has to be
   * @param device where it forecasts
   * @return the model
   * @throws BadInputException if the folder holds another model now, none, or a damaged one
   */
  synchronized Lease borrow(Folder folder, String id, Device device) {
    Loaded loaded = current.get(new Key(folder.path(), device));
    if (loaded == null || !loaded.folder().id().equals(id)) {
      loaded = load(folder, id, device);
    }
    users.merge(loaded, 1, Integer::sum);
    return new Lease(loaded);
  }

  private Loaded load(Folder from, String id, Device device) {
    ModelFolder folder = ModelFolder.open(from);
    if (!folder.id().equals(id)) {
      throw new BadInputException(
          from + ": has changed since the transformation was planned, expected the same model");
    }
    Loaded loaded = new Loaded(folder, device, folder.forecaster(device, Placement.of(device)));
    loads++;
    Loaded before = current.put(new Key(from.path(), device), loaded);
    if (before != null && !users.containsKey(before)) {
      before.forecaster().close();
    }
    return loaded;
  }

  private void release(Loaded loaded) {
    int left = users.merge(loaded, -1, Integer::sum);
    if (left > 0) {
      return;
    }
    users.remove(loaded);
    if (!loaded.equals(current.get(loaded.key()))) {
      loaded.forecaster().close();
    }
    Iterator<Loaded> oldest = current.values().iterator();
    for (int idle = current.size() - users.size(); idle > IDLE && oldest.hasNext(); ) {
      Loaded one = oldest.next();
      if (!users.containsKey(one)) {
        oldest.remove();
        one.forecaster().close();
        idle--;
      }
    }
  }

  /** How often a model was loaded. */
  synchronized long loads() {
    return loads;
  }

  /** Models that are open. */
  synchronized int open() {
    return current.size();
  }
}
