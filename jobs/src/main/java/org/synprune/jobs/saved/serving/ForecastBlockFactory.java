package org.synprune.jobs.saved.serving;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Map;
import org.synprune.jobs.BadInputException;

/**
 * Builds the network of a folder that a sweep saved, from its {@code model.json}. DJL finds it by
 * its name in {@code serving.properties}.
 *
 * <p>The block takes windows and gives forecasts in raw units:
 *
 * <ul>
 *   <li>input: one array, {@code [windows, lookback, features]}, {@code [windows, lookback x
 *       features]}, or a single window as {@code [lookback, features]} or {@code [lookback x
 *       features]}; oldest row first, features in the order of {@code model.json}
 *   <li>output: {@code [windows, horizon]}, the next step first, and a second such array, the
 *       standard deviation, where the model is one of Monte Carlo dropout with two passes or more;
 *       floats for floats, doubles for all else
 * </ul>
 *
 * <p>A window's forecast is what {@code score} gives for it, to the last bit if it is asked for in
 * doubles: with Monte Carlo dropout the mean of the trial's passes, whose masks depend on the
 * window and the trial's seed alone, so that the same window has the same forecast each time.
 *
 * <p>The block is for forecasting only. It computes on the CPU, may be used from several threads,
 * shows no parameters and can't be trained; to train a network on, load the folder into {@link
 * org.synprune.jobs.model.Forecasters#build}.
 */
public final class ForecastBlockFactory implements BlockFactory {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * {@inheritDoc}
   *
   * @throws BadInputException if {@code model.json} is missing or isn't one, or the weights aren't
   *     those that it describes
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    ForecastDescription description = ForecastDescription.read(modelPath);
    description.requireWhole(modelPath);
    return new ForecastBlock(description);
  }
}
