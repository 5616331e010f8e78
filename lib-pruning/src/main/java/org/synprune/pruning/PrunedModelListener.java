package org.synprune.pruning;

import ai.djl.training.Trainer;
import ai.djl.training.listener.SaveModelTrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Saves a model as {@link SaveModelTrainingListener} does, and its masks beside it, so that {@link
 * Pruning#load} takes both. Add it after the pruner.
 *
 * <pre>{@code
 * pruner.attach(config, optimizer)
 *     .addTrainingListeners(new PrunedModelListener(pruner, folder, "net", 5));
 * }</pre>
 */
public final class PrunedModelListener extends SaveModelTrainingListener {

  private final SynapticPruner pruner;
  private final Path folder;
  private final String name;

  /**
   * Makes a listener.
   *
   * @param pruner the pruner of the training
   * @param folder where the files go
   * @param name the files' name without number and ending
   * @param epochs how many epochs are between two saved models; at the end of the training the
   *     model is saved, too
   */
  public PrunedModelListener(SynapticPruner pruner, Path folder, String name, int epochs) {
    super(folder.toString(), name, epochs);
    this.pruner = pruner;
    this.folder = folder;
    this.name = name;
  }

  /** Saves the model. Called by DJL. */
  @Override
  protected void saveModel(Trainer trainer) {
    super.saveModel(trainer);
    int number = Integer.parseInt(trainer.getModel().getProperty("Epoch"));
    try {
      pruner.masks().save(Pruning.masksFile(folder, name, number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
