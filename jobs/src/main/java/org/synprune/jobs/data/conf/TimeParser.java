package org.synprune.jobs.data.conf;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.synprune.jobs.conf.Section;

/**
 * Reads {@code time} of a source strictly.
 *
 * @param time the section
 */
record TimeParser(Section time) {

  private static final Map<String, TimeRules.Duplicates> DUPLICATES = new LinkedHashMap<>();
  private static final Map<String, TimeRules.Snap> SNAP = new LinkedHashMap<>();

  static {
    DUPLICATES.put("error", TimeRules.Duplicates.ERROR);
    DUPLICATES.put("first", TimeRules.Duplicates.FIRST);
    DUPLICATES.put("last", TimeRules.Duplicates.LAST);
    DUPLICATES.put("mean", TimeRules.Duplicates.MEAN);
    SNAP.put("floor", TimeRules.Snap.FLOOR);
    SNAP.put("nearest", TimeRules.Snap.NEAREST);
  }

  /** The pattern of times, checked. */
  String pattern() {
    String pattern = time.string("pattern", TimeText.ISO);
    Optional<String> advice =
        pattern.matches("iso|epoch(-[a-z]+)?") ? Optional.empty() : PatternAdvice.of(pattern);
    if (advice.isPresent()) {
      throw time.bad("pattern", advice.get());
    }
    try {
      new TimeText(pattern);
    } catch (IllegalArgumentException e) {
      throw time.bad(
          "pattern",
          "is '"
              + pattern
              + "', expected a pattern such as d/M/yyyy H:mm:ss, or iso, epoch (seconds since 1970),"
              + " epoch-millis, epoch-micros or epoch-nanos");
    }
    if (!pattern.matches("iso|epoch.*") && !TimePattern.letters(pattern).matches(".*[yuY].*")) {
      throw time.bad(
          "pattern", "is '" + pattern + "', which has no year, expected one such as d/M/yyyy H:mm");
    }
    return pattern;
  }

  /** How times become steps. */
  TimeRules rules() {
    String zone = time.string("zone", "");
    try {
      if (!zone.isEmpty()) {
        ZoneId.of(zone);
      }
    } catch (DateTimeException e) {
      throw time.bad(
          "zone", "is '" + zone + "', expected a time zone such as Europe/Berlin or UTC");
    }
    String start = time.string("start", "");
    if (!start.isEmpty()
        && (time.has("columns") || new TimeText(TimeText.ISO).millis(start).isEmpty())) {
      throw time.bad(
          "start",
          time.has("columns")
              ? "stands beside 'columns', expected it only where no column holds times"
              : "is '" + start + "', expected a time such as 2020-01-31 or 2020-01-31 18:00");
    }
    return new TimeRules(
        zone,
        time.has("duplicates") ? time.choice("duplicates", DUPLICATES) : TimeRules.Duplicates.ERROR,
        time.has("snap") ? time.choice("snap", SNAP) : TimeRules.Snap.FLOOR,
        start);
  }
}
