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

  private static final String ENGINELESS =
      """
      RULE without an engine
      CLASS org.synprune.jobs.train.TrialTrainer
      METHOD train(java.util.List, org.synprune.jobs.series.Series)
      AT ENTRY
      IF java.lang.System.getProperty("user.dir").contains("%s")
      DO throw new java.lang.UnsatisfiedLinkError("libstdc++.so.6: GLIBCXX_3.4.29 not found")
      ENDRULE
      """;

  /** The seeds of {@link SmallSweep}; those of a warm-up and of an executor's check are others. */
  private static final String OF_THE_GRID = "$0.trial.seed() >= 42";

  private static final String CUDA =
      "ai.djl.engine.EngineException(\"CUDA error: an illegal memory access was encountered\")";

  private static final int HELD_SECONDS = 30;

  private final List<String> rules = new ArrayList<>();

  /** Every epoch of every trial takes longer, but not what tries out or warms up an executor. */
  public Faults slow(int millis) {
    return with("slow", OF_THE_GRID, delay(millis));
  }

  /** The same, until a file is there. */
  public Faults slowUntil(Path file, int millis) {
    String bound = "file:java.io.File = new java.io.File(\"" + file + "\")";
    rules.add(
        RULE.formatted(
            "slow for a while", bound, OF_THE_GRID + " AND NOT file.exists()", delay(millis)));
    return this;
  }

  /** Trials throw in their second epoch. */
  public Faults throwing(String trials) {
    return inSecondEpoch(
        "throwing", trials, "throw new java.lang.IllegalStateException(\"planted\")");
  }

  /** Trials' training loss is not a number in their second epoch. */
  public Faults diverging(String trials) {
    return inSecondEpoch("diverging", trials, "$2 = java.lang.Double.NaN");
  }

  /** The heap runs out in trials' second epoch. */
  public Faults hungry(String trials) {
    return inSecondEpoch(
        "hungry", trials, "throw new java.lang.OutOfMemoryError(\"Java heap space\")");
  }

  /** Trials' process dies in their second epoch, as one that the kernel kills. */
  public Faults killing(String trials) {
    return inSecondEpoch("killing", trials, "java.lang.Runtime.getRuntime().halt(137)");
  }

  /**
   * The device of one process breaks, as after a sticky error of CUDA: what is trained there
   * throws, and nothing works there any more.
   *
   * @param type class in which it happens first
   * @param method its method
   * @param when condition of Byteman's
   * @param once a file that is made by the first process that gets there
   */
  public Faults breaking(String type, String method, String when, Path once) {
    rules.add(
        """
        RULE breaking in %2$s
        CLASS %1$s
        METHOD %2$s
        AT ENTRY
        BIND file:java.io.File = new java.io.File("%4$s")
        IF %3$s AND file.createNewFile()
        DO flag("broken"); %5$s
        ENDRULE
        RULE broken since %2$s
        CLASS org.synprune.jobs.train.DeviceProof$RoundTrip
        METHOD make
        AT ENTRY
        IF flagged("broken")
        DO %5$s
        ENDRULE
        """
            .formatted(type, method, when, once, "throw new " + CUDA));
    return this;
  }

  /**
   * The device's memory is too small for large stacks.
   *
   * @param most trials that have room side by side
   */
  public Faults outOfMemory(int most) {
    rules.add(
        """
        RULE out of memory
        CLASS org.synprune.jobs.train.stack.Stack
        METHOD trainEpoch
        AT ENTRY
        IF $0.members.size() > %d
        DO throw new ai.djl.engine.EngineException("CUDA out of memory. Tried to allocate 2.00 GiB")
        ENDRULE
        """
            .formatted(most));
    return this;
  }

  /** A trial takes long: half a minute in each of its epochs, or until a file is there. */
  public Faults holding(String trial, Path file) {
    String bound = "file:java.io.File = new java.io.File(\"" + file + "\")";
    // One rule a second, so that a trial goes on within a second.
    for (int second = 1; second <= HELD_SECONDS; second++) {
      rules.add(
          RULE.formatted(
              "holding " + trial + ", second " + second,
              bound,
              trial + " AND NOT file.exists()",
              delay(1_000)));
    }
    return this;
  }

  /** The engine can't be loaded by the executors of a worker, or of all. */
  Faults engineless(String worker) {
    rules.add(ENGINELESS.formatted(worker));
    return this;
  }

  /** Names all trials of a seed in rules. */
  public static String trials(long seed) {
    return "$0.trial.seed() == " + seed;
  }

  /** Names all trials of a seed and a regulariser. */
  public static String trials(long seed, String regulariser) {
    return trials(seed) + " AND $0.trial.regulariser().id().equals(\"" + regulariser + "\")";
  }

  /** Names one trial. */
  public static String trial(long seed, String architecture, int lookback, String regulariser) {
    return trials(seed, regulariser)
        + " AND $0.trial.lookback() == "
        + lookback
        + " AND $0.trial.architecture().id().equals(\""
        + architecture
        + "\")";
  }

  private static String delay(int millis) {
    return "delay(" + millis + ")";
  }

  private Faults inSecondEpoch(String what, String trials, String action) {
    return with(what + " " + trials, "$1 == 2 AND " + trials, action);
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
