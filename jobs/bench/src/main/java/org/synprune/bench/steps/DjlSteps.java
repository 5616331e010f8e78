package org.synprune.bench.steps;

import ai.djl.engine.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.synprune.bench.figure.TrainingCase;

/**
 * Idiomatic DJL's training steps, timed on request. In a process of its own, as DJL allows one open
 * gradient collector in a process and our own trainer keeps one. Lines in and out: see {@link
 * LineChild}.
 */
public final class DjlSteps {

  private static final int WARM_UP = 20;

  private DjlSteps() {}

  /** Answers lines until there are no more. */
  public static void main(String[] args) throws IOException {
    System.out.println("djl " + Engine.getDjlVersion());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      TrainingCase current = null;
      DjlTraining training = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        TrainingCase cell = TrainingCase.of(words[0], words[1], words[2]);
        if (!cell.equals(current)) {
          if (training != null) {
            training.close();
          }
          training = new DjlTraining(cell);
          training.run(WARM_UP);
          current = cell;
        }
        int batches = Integer.parseInt(words[3]);
        long start = System.nanoTime();
        training.run(batches);
        System.out.println((System.nanoTime() - start) * 1e-6 / batches);
      }
    }
  }
}
