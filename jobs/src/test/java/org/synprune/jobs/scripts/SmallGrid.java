package org.synprune.jobs.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A grid of generated data, small but for its epochs.
 *
 * @param file the grid
 */
record SmallGrid(Path file) {

  static final String NAME = "small";

  /**
   * Writes it.
   *
   * @param folder where
   * @param seeds how many; two trials each
   * @param epochs how many
   */
  static SmallGrid in(Path folder, int seeds, int epochs) throws IOException {
    return new SmallGrid(
        Files.writeString(
            folder.resolve(NAME + ".conf"),
            """
            datasets = [sp500]
            architectures = [rnn]
            lookbacks = [3]
            regularisers = [none, synaptic-pruning]
            seeds = ["1..%d"]
            training { epochs = %d, hidden = 4 }
            generate { sp500 = 200 }
            """
                .formatted(seeds, epochs)));
  }
}
