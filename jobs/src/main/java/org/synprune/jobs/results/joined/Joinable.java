package org.synprune.jobs.results.joined;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;

/** Makes sure that the trials of several runs can stand beside each other. */
final class Joinable {

  private Joinable() {}

  /**
   * Checks.
   *
   * @param kinds what there is in all runs
   * @throws BadInputException if a data set's name stands for different series, or an arm's name
   *     for different arms
   */
  static void require(List<RunKind> kinds) {
    Map<SeriesKey, RunKind> series = new HashMap<>();
    Map<String, RunKind> arms = new HashMap<>();
    for (RunKind kind : kinds) {
      RunKind first =
          series.computeIfAbsent(
              new SeriesKey(kind.dataset(), Protocol.of(kind.protocol())), key -> kind);
      if (!first.seriesId().equals(kind.seriesId())) {
        throw new BadInputException(
            String.format(
                "data set '%s' (protocol '%s') is another series in run '%s' than in run '%s',"
                    + " expected the same data prepared in the same way",
                kind.dataset(), kind.protocol(), kind.run(), first.run()));
      }
      RunKind same = arms.computeIfAbsent(kind.arm(), key -> kind);
      same.meaning()
          .difference(kind.meaning())
          .ifPresent(
              key -> {
                throw new BadInputException(
                    String.format(
                        "arm '%s' has %s %s in run '%s' and %s in run '%s', expected a name to"
                            + " mean the same in all runs: train one of them under another name",
                        kind.arm(),
                        key,
                        same.meaning().value(key),
                        same.run(),
                        kind.meaning().value(key),
                        kind.run()));
              });
    }
  }
}
