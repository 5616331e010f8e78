package org.synprune.jobs.saved;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.synprune.jobs.files.Replacement;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The models of one run: {@code <root>/models/run=<run>/<trial_id>}. A folder is written aside and
 * renamed: what is there is whole.
 *
 * @param results the run
 */
public record ModelStore(ResultStore results) implements Serializable {

  /**
   * The folder of a trial's model.
   *
   * @param trialId the trial
   * @return its path, whether it is there or not
   */
  public Path folder(String trialId) {
    return all().resolve(trialId);
  }

  private Path all() {
    return Path.of(results.folder(ResultStore.MODELS).toString());
  }

  /**
   * The trials that have a model.
   *
   * @return their ids
   */
  public Set<String> trialIds() {
    Set<String> ids = new TreeSet<>();
    if (Files.isDirectory(all())) {
      try (Stream<Path> folders = Files.list(all())) {
        folders
            .filter(Files::isDirectory)
            .map(one -> one.getFileName().toString())
            .filter(name -> !name.startsWith("."))
            .forEach(ids::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ids;
  }

  /**
   * Saves a model; an earlier one of the trial is replaced.
   *
   * @param row the trial's row in {@code trials}
   * @param model the trained network
   * @param scaler how its inputs were scaled
   */
  public void save(TrialRow row, TrainedModel model, FeatureScaler scaler) {
    try {
      Replacement.folder(
          folder(row.trialId()),
          Path.of(results.staging().toString()),
          aside -> {
            Files.createDirectories(aside);
            Map<String, String> hashes = ModelFolder.write(aside, model);
            String json = info(row, model, scaler, hashes).json();
            Files.writeString(aside.resolve(ModelFolder.INFO), json);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelInfo info(
      TrialRow row, TrainedModel model, FeatureScaler scaler, Map<String, String> hashes) {
    TrialOutcome.Completed outcome = model.outcome();
    Trial trial = outcome.trial();
    SeriesInfo series = row.series();
    boolean stochastic = trial.regulariser() == Regulariser.MC_DROPOUT;
    return new ModelInfo(
        ModelInfo.FORMAT_VERSION,
        row.trialId(),
        results.run(),
        trial.dataset(),
        trial.protocol().id(),
        trial.architecture().id(),
        trial.lookback(),
        trial.regulariser().id(),
        trial.seed(),
        trial.settings().hidden(),
        stochastic ? trial.dropoutRate() : 0,
        trial.scoredPasses(),
        series.features(),
        scaler,
        series.target(),
        series.targetMean(),
        series.targetSd(),
        series.resolution(),
        model.validationLoss(),
        outcome.score().mae(),
        outcome.score().windows(),
        outcome.restoredEpoch(),
        outcome.sparsity().parameters(),
        outcome.sparsity().nonzeros(),
        series.id(),
        series.sha256(),
        hashes,
        versions(row.provenance()),
        trial.config());
  }

  private static Map<String, String> versions(Provenance made) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("program", made.program());
    versions.put("commit", made.commit());
    versions.put("djl", made.djl());
    versions.put("engine", made.engine());
    versions.put("spark", made.spark());
    versions.put("java", made.java());
    versions.put("device", made.device());
    versions.put("host", made.host());
    return versions;
  }

  /**
   * Removes a model.
   *
   * @param trialId the trial; nothing happens if it has none
   */
  public void remove(String trialId) {
    Path folder = folder(trialId);
    if (!Files.exists(folder)) {
      return;
    }
    Path aside = Path.of(results.staging().toString(), trialId + "-" + UUID.randomUUID());
    try {
      Files.createDirectories(aside.getParent());
      Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
      Replacement.delete(aside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
