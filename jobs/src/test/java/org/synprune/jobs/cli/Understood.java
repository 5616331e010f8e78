package org.synprune.jobs.cli;

import java.util.List;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.sweep.GridParser;
import picocli.CommandLine.ParseResult;

/** Command lines, parsed as the program does and not run. */
public final class Understood {

  private Understood() {}

  /**
   * Parses a command line: unknown or missing options fail, and so do names of grids that aren't
   * there.
   *
   * @param arguments what follows the program's name
   * @return the subcommand's name; empty if only help or the version is asked for
   */
  public static String subcommand(List<String> arguments) {
    ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
    if (!parsed.hasSubcommand()) {
      return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested() ? "help" : "";
    }
    ParseResult subcommand = parsed.subcommand();
    String grid = subcommand.matchedOptionValue("--grid", "");
    if (!grid.isEmpty() && !grid.endsWith(".conf")) {
      GridParser.read(ConfFolder.ofSystem(), grid, GridParser.Narrowing.NOTHING);
    }
    return subcommand.commandSpec().name();
  }
}
