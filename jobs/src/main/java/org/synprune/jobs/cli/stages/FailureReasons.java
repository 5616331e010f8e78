package org.synprune.jobs.cli.stages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synprune.jobs.results.FailureKinds.FailureKind;
import org.synprune.jobs.sweep.SweepResult;

/** Says in a sentence why trials failed. */
final class FailureReasons {

  /** Digits of a trial's id that are printed. */
  private static final int ID_SHOWN = 8;

  /** Kinds that are listed; the others are counted together. */
  private static final int MOST_KINDS = 4;

  /** Longest part of an error's own message. */
  private static final int LONGEST_MESSAGE = 80;

  private FailureReasons() {}

  /** Trials that failed for the same reason, and one of them. */
  private record Counted(String reason, long trials, String example) {

    Counted plus(Counted other) {
      return new Counted(reason, trials + other.trials, example);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d %s (trial %s)", trials, reason, example);
    }
  }

  /**
   * The sentence, such as {@code 3 of 8 trials failed: 2 out of memory (trial 1a2b3c4d), 1 loss not
   * a number (trial 5e6f7a8b)}.
   *
   * @param result how the sweep ended
   * @param kinds the run's failures, the most frequent first
   * @return one sentence without a full stop
   */
  static String sentence(SweepResult result, List<FailureKind> kinds) {
    Map<String, Counted> reasons = new LinkedHashMap<>();
    for (FailureKind kind : kinds) {
      String example = kind.exampleTrialId();
      Counted one =
          new Counted(
              reason(kind),
              kind.trials(),
              example.substring(0, Math.min(ID_SHOWN, example.length())));
      reasons.merge(one.reason(), one, Counted::plus);
    }
    List<String> parts = new ArrayList<>();
    reasons.values().stream().limit(MOST_KINDS).forEach(one -> parts.add(one.toString()));
    long others = reasons.values().stream().skip(MOST_KINDS).mapToLong(Counted::trials).sum();
    if (others > 0) {
      parts.add(String.format(Locale.ROOT, "%,d for other reasons", others));
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d trials failed%s",
        result.failed(),
        result.planned(),
        parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  private static String reason(FailureKind kind) {
    String message = kind.message().strip();
    String lower = message.toLowerCase(Locale.ROOT);
    if (kind.error().equals("OutOfMemoryError") || lower.contains("out of memory")) {
      return "out of memory";
    }
    if (kind.error().equals("DivergedException")) {
      return "loss not a number";
    }
    if (kind.error().equals(SweepResult.EXECUTOR_LOST)) {
      return "executor lost";
    }
    if (message.isEmpty()) {
      return kind.error();
    }
    return kind.error()
        + ": "
        + (message.length() > LONGEST_MESSAGE
            ? message.substring(0, LONGEST_MESSAGE - 3) + "..."
            : message);
  }
}
