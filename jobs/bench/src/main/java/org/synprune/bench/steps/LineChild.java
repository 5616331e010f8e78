package org.synprune.bench.steps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.synprune.bench.figure.TrainingCase;

/**
 * A party in a process of its own, which answers each line with a number. Its first line says what
 * it is. As a timer it is sent {@code architecture lookback regulariser batches} and answers with
 * the milliseconds that a batch took.
 */
public final class LineChild implements StepTimer, AutoCloseable {

  private final String command;
  private final Process process;
  private final PrintWriter questions;
  private final BufferedReader answers;
  private final String greeting;

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
    greeting = answer("the start");
  }

  /** Its first line. */
  public String greeting() {
    return greeting;
  }

  /** Asks for a number. */
  public double ask(String line) {
    questions.println(line);
    return Double.parseDouble(answer("'" + line + "'"));
  }

  @Override
  public double millis(TrainingCase cell, int batches) {
    return ask(cell.line(batches));
  }

  /** The same process as a timer of several networks side by side: their number ends each line. */
  public StepTimer sideBySide(int networks) {
    return (cell, batches) -> ask(cell.line(batches) + " " + networks);
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
