package org.synprune.jobs.saved.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code serving.properties}: what DJL's loaders read in a model's folder.
 *
 * <p>It names no {@code translatorFactory}. A plain {@code Criteria} looks for one before it reads
 * this file, and DJL Serving refuses a folder whose factory isn't on its class path, even with our
 * jar inside the folder. Without one, both give the block what they were given, and the block takes
 * raw units.
 */
public final class ServingProperties {

  /** The file's name. */
  public static final String FILE = "serving.properties";

  private ServingProperties() {}

  /**
   * Writes the file.
   *
   * @param folder the model's folder
   * @param modelName DJL's name of the model: its weights are in {@code NAME-0000.params}
   * @throws IOException if it can't be written
   */
  public static void write(Path folder, String modelName) throws IOException {
    Files.writeString(folder.resolve(FILE), text(modelName));
  }

  private static String text(String modelName) {
    // Forecasts are computed on the CPU: DJL Serving needn't load the model on each GPU.
    return """
        # How DJL loads this folder. model.json says what it holds.
        engine=PyTorch
        option.modelName=%s
        blockFactory=%s
        load_on_devices=-1
        """
        .formatted(modelName, ForecastBlockFactory.class.getName());
  }
}
