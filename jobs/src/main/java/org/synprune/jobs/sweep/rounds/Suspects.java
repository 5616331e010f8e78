package org.synprune.jobs.sweep.rounds;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.sweep.units.WorkUnit;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;

/**
 * What a sweep remembers of processes that died while they trained, in the folder {@code
 * .suspects/RUN} beside the results. It is gone when the sweep has ended.
 *
 * <ul>
 *   <li>{@code unit-ID}: the unit is being trained, or its process died. The first line names the
 *       task, the second tells whether it ran in the driver's process, the others are trials.
 *   <li>{@code deaths}: how many processes died while they trained a trial, a trial a line.
 *   <li>{@code stopped}: the driver ended in order, so what was being trained is not to blame.
 *   <li>{@code models/}: the same for trials that are trained again for their models.
 * </ul>
 *
 * @param folder where
 * @param staging where files are written before they are whole
 */
public record Suspects(Folder folder, org.apache.hadoop.fs.Path staging) implements Serializable {

  private static final String UNIT = "unit-";
  private static final String DEATHS = "deaths";
  private static final String STOPPED = "stopped";
  private static final String EMBEDDED = "embedded";
  private static final String MODELS = "models";
  private static final int HEADER = 2;

  /**
   * What the sweep of a run remembers.
   *
   * @param store the run
   * @return its notes, there or not
   */
  public static Suspects of(ResultStore store) {
    return new Suspects(store.suspects(), store.staging());
  }

  /**
   * The same for trials that are trained again for their models alone.
   *
   * @return notes beside these
   */
  public Suspects ofModels() {
    return new Suspects(folder.resolve(MODELS), staging);
  }

  /**
   * Names a trial and attempt.
   *
   * @param one the trial and attempt
   * @return the name by which deaths are counted
   */
  public static String key(Planned one) {
    return one.trialId() + ":" + one.attempt();
  }

  /**
   * Remembers that a unit's training begins.
   *
   * @param unit the unit
   * @param task names the task
   * @param embedded whether it runs in the driver's process
   */
  void begin(WorkUnit unit, String task, boolean embedded) {
    String trials = unit.planned().stream().map(Suspects::key).collect(Collectors.joining("\n"));
    write(UNIT + unit.id(), task + "\n" + (embedded ? EMBEDDED : "executor") + "\n" + trials);
  }

  /** Whether a unit's training has begun and neither ended nor thrown anything. */
  boolean hasBegun(WorkUnit unit) {
    try {
      return folder.storage().find(folder.resolve(UNIT + unit.id()).path()).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it was this task that began last: if not, the unit was planned anew. */
  boolean isTraining(WorkUnit unit, String task) {
    return hasBegun(unit) && read(UNIT + unit.id()).get(0).equals(task);
  }

  /** Forgets a unit: its training has ended, or it is planned anew. */
  void end(WorkUnit unit) {
    remove(UNIT + unit.id());
  }

  /** The ids of the units that have begun and not ended. */
  Set<String> begun() {
    Set<String> ids = new HashSet<>();
    for (Entry entry : list()) {
      if (entry.name().startsWith(UNIT)) {
        ids.add(entry.name().substring(UNIT.length()));
      }
    }
    return ids;
  }

  /** Remembers that the driver ends in order. */
  void stopped() {
    write(STOPPED, "");
  }

  /**
   * Reads what an earlier sweep left that didn't end, and counts its death: if it trained in its
   * own process, and wasn't stopped in order, a trial that was in training may have ended it. An
   * executor's death after its driver's says nothing.
   *
   * @return deaths by trial and attempt
   */
  public Map<String, Integer> takeOver() {
    Map<String, Integer> deaths = new HashMap<>();
    List<Entry> left = list();
    if (left.stream().anyMatch(entry -> entry.name().equals(DEATHS))) {
      for (String line : read(DEATHS)) {
        String[] words = line.split(" ", 2);
        deaths.put(words[0], Integer.parseInt(words[1]));
      }
    }
    boolean stopped = left.stream().anyMatch(entry -> entry.name().equals(STOPPED));
    for (Entry entry : left) {
      if (entry.name().startsWith(UNIT) && !stopped) {
        List<String> lines = read(entry.name());
        if (lines.get(1).equals(EMBEDDED)) {
          lines.subList(HEADER, lines.size()).forEach(key -> deaths.merge(key, 1, Integer::sum));
        }
      }
    }
    record(deaths);
    for (Entry entry : left) {
      if (!entry.name().equals(DEATHS) && !entry.folder()) {
        remove(entry.name());
      }
    }
    return deaths;
  }

  /**
   * Remembers deaths.
   *
   * @param deaths by trial and attempt
   */
  void record(Map<String, Integer> deaths) {
    if (!deaths.isEmpty()) {
      write(
          DEATHS,
          deaths.entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .sorted()
              .collect(Collectors.joining("\n")));
    }
  }

  /** Forgets everything. */
  public void clear() {
    try {
      folder.storage().remove(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Entry> list() {
    try {
      return folder.storage().list(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> read(String name) {
    try (InputStream in = folder.storage().open(folder.resolve(name).path())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      folder
          .storage()
          .publish(
              folder.resolve(name).path(),
              staging,
              out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove(String name) {
    try {
      folder.storage().remove(folder.resolve(name).path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
