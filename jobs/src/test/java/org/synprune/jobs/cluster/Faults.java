package org.synprune.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rules of Byteman that plant faults into executors, at the end of each trial's epochs. */
public final class Faults {

  private static final String RULE =
      """
      RULE %s
      CLASS org.synprune.jobs.train.stack.StackMember
      METHOD endEpoch
      AT ENTRY
      BIND %s
      IF %s
      DO %s
      ENDRULE
      """;

  private final List<String> rules = new ArrayList<>();

  /** Every epoch of every trial takes longer. */
  public Faults slow(int millis) {
    return with("slow", "true", delay(millis));
  }

  /** The same, until a file is there. */
  public Faults slowUntil(Path file, int millis) {
    String bound = "file:java.io.File = new java.io.File(\"" + file + "\")";
    rules.add(RULE.formatted("slow for a while", bound, "NOT file.exists()", delay(millis)));
    return this;
  }

  /** A trial throws in its second epoch. */
  public Faults throwing(long seed) {
    return with("throwing", second(seed), "throw new java.lang.IllegalStateException(\"planted\")");
  }

  /** A trial's training loss is not a number in its second epoch. */
  public Faults diverging(long seed) {
    return with("diverging", second(seed), "$2 = java.lang.Double.NaN");
  }

  /** The heap runs out in a trial's second epoch. */
  public Faults hungry(long seed) {
    return with(
        "hungry", second(seed), "throw new java.lang.OutOfMemoryError(\"Java heap space\")");
  }

  private static String delay(int millis) {
    return "delay(" + millis + ")";
  }

  private static String second(long seed) {
    return "$1 == 2 AND $0.trial.seed() == " + seed;
  }

  private Faults with(String name, String condition, String action) {
    rules.add(RULE.formatted(name, "NOTHING", condition, action));
    return this;
  }

  /** Options for Java that plant them. */
  public String options(Path script) {
    try {
      Files.writeString(script, String.join("\n", rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "-javaagent:" + System.getProperty("synprune.byteman") + "=script:" + script;
  }
}
