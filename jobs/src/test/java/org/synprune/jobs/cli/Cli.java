package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command line in this process, as {@code main} does. */
public final class Cli {

  private Cli() {}

  /** How it ended and what it said. */
  public record Ended(int code, String out, String err) {

    /** Asserts that all went well. */
    public Ended fine() {
      assertThat(code).as(err).isZero();
      return this;
    }

    /** Asserts that it was refused in one sentence, with some words in it. */
    public void refused(String... said) {
      assertThat(code).as(err).isEqualTo(2);
      assertThat(err).contains(said).doesNotContain("\tat ").doesNotContain("Exception");
      assertThat(err.lines()).hasSize(1);
    }

    /** Standard output as the one document it should be. */
    public JsonNode json() {
      return Cli.json(out);
    }
  }

  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  public static Ended run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args);
    return new Ended(code, out.toString(), err.toString());
  }
}
