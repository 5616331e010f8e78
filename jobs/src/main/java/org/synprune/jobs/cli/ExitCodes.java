package org.synprune.jobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What the program's exit codes mean, and the one place that puts them at the end of every {@code
 * --help}.
 */
final class ExitCodes {

  /** All went well. */
  static final int DONE = 0;

  /** A trial has no result, or the program failed. */
  static final int FAILED = 1;

  /** Input that the user has to fix. */
  static final int BAD_INPUT = 2;

  /** Ctrl-C: 128 and the number of the signal, as shells count. */
  static final int STOPPED = 130;

  private static final SortedMap<Integer, String> MEANINGS =
      new TreeMap<>(
          Map.of(
              DONE, "done",
              FAILED, "a trial has no result, or the program failed",
              BAD_INPUT, "bad input: fix the command line or the input file",
              STOPPED, "stopped by Ctrl-C; the same command carries on"));

  private ExitCodes() {}

  /**
   * Ends the help of a command, and of those below it, with the exit codes. A code that the command
   * explains itself keeps its own text.
   *
   * @param command a command whose help shows no exit codes yet, or its own ones
   */
  static void explain(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    Map<String, String> codes = new LinkedHashMap<>();
    MEANINGS.forEach((code, meaning) -> codes.put(code.toString(), meaning));
    codes.putAll(usage.exitCodeList());
    usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    for (String last :
        List.of(
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST)) {
      sections.remove(last);
      sections.add(last);
    }
    usage.sectionKeys(sections);
    command.getSubcommands().values().forEach(ExitCodes::explain);
  }
}
