package org.synprune.bench.steps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;

/**
 * A partner in a process of its own, which answers each line {@code architecture lookback
 * regulariser batches} with the milliseconds that a batch took. Its first line says what it is.
 */
public final class LineChild implements StepTimer, AutoCloseable {

  private final String command;
  private final Process process;
  private final PrintWriter questions;
  private final BufferedReader answers;

  /** Starts it and waits until it is ready. */
  public LineChild(List<String> command) {
    this.command = command.get(command.size() - 1);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    answers = process.inputReader(StandardCharsets.UTF_8);
    answer("the start");
  }

  @Override
  public double millis(TrainingCase cell, int batches) {
    String line = cell.line(batches);
    questions.println(line);
    return Double.parseDouble(answer("'" + line + "'"));
  }

  private String answer(String question) {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("a partner gave no answer to " + question + ": " + command);
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    questions.close();
    process.destroy();
  }
}
