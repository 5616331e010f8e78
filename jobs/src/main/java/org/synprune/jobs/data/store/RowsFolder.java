package org.synprune.jobs.data.store;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the folders that hold a series' rows, such as {@code
 * rows-20261128T151200Z-0f8fad5bd9cb469f}. The name says when writing began, as not all stores know
 * the age of a folder.
 */
final class RowsFolder {

  /** The folder's name before manifests named it. */
  static final String OF_EARLIER_VERSIONS = "data";

  /** What a killed process left is removed after this time; younger rows may be in use. */
  static final Duration STALE = Duration.ofDays(1);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern NAME = Pattern.compile("rows-([0-9]{8}T[0-9]{6}Z)-[0-9a-f]{16}");

  private static final int ID_LENGTH = 16;

  private RowsFolder() {}

  /** A name that no other process makes. */
  static String fresh(Instant now) {
    String id = UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
    return "rows-" + TIME.format(now) + "-" + id;
  }

  /** Whether a folder holds, or held, a series' rows. */
  static boolean is(String name) {
    return name.equals(OF_EARLIER_VERSIONS) || NAME.matcher(name).matches();
  }

  /** Whether rows that no manifest names can't be in the making. */
  static boolean isStale(String name, Instant now) {
    if (name.equals(OF_EARLIER_VERSIONS)) {
      return true;
    }
    Matcher matcher = NAME.matcher(name);
    try {
      return matcher.matches()
          && TIME.parse(matcher.group(1), Instant::from).plus(STALE).isBefore(now);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** Refuses names that {@code prepare} doesn't give: they may come from anywhere. */
  static void require(String name) {
    if (!is(name)) {
      throw new IllegalArgumentException(
          "the folder of rows is '" + name + "', expected a name that 'prepare' gives");
    }
  }
}
