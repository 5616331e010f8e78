package org.synprune.jobs.saved;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Regulariser;
import org.synprune.jobs.grid.Trial;
import org.synprune.jobs.results.Provenance;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.TrialRow;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.series.SeriesInfo;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage.Entry;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.jobs.train.outcome.TrialOutcome;

/**
 * The models of one run: {@code <root>/models/run=<run>/<trial_id>}. Its {@code model.json} comes
 * last: a folder that has it is whole.
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
  public Folder folder(String trialId) {
    return all().resolve(trialId);
  }

  private Folder all() {
    return results.folder(ResultStore.MODELS);
  }

  /**
   * The trials that have a model.
   *
   * @return their ids
   */
  public Set<String> trialIds() {
    try {
      return results.storage().list(all().path()).stream()
          .filter(Entry::folder)
          .map(Entry::name)
          .filter(name -> !name.startsWith("."))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether all files that a trial's model needs are there and unchanged.
   *
   * @param trialId the trial
   * @return false if the model has to be saved again
   */
  public boolean isWhole(String trialId) {
    try {
      for (Map.Entry<String, String> file : info(trialId).neededFiles().entrySet()) {
        if (!DigestUtils.sha256Hex(bytes(trialId, file.getKey())).equals(file.getValue())) {
          return false;
        }
      }
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }

  /**
   * What is known of a trial's model.
   *
   * @param trialId the trial
   * @return what its {@code model.json} says
   * @throws BadInputException if there is none, or it isn't one of this program
   */
  public ModelInfo info(String trialId) {
    try {
      return ModelInfo.parse(bytes(trialId, ModelFolder.INFO));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          folder(trialId) + ": holds no " + ModelFolder.INFO + " that can be read", e);
    }
  }

  private byte[] bytes(String trialId, String file) {
    try (InputStream in = results.storage().open(folder(trialId).resolve(file).path())) {
      return in.readAllBytes();
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new BadInputException(folder(trialId) + ": holds no " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      results
          .storage()
          .publishFolder(
              folder(row.trialId()).path(),
              results.staging(),
              ModelFolder.INFO,
              aside -> {
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
        trial.horizon(),
        trial.arm().name(),
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
    Path aside = new Path(results.staging(), trialId + "-" + UUID.randomUUID());
    try {
      results.storage().removeAtOnce(folder(trialId).path(), aside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
