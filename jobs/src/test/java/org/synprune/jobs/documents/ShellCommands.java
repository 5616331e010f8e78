package org.synprune.jobs.documents;

import java.util.ArrayList;
import java.util.List;

/** Cuts shell code into commands: as the shell does, at line ends outside of quotes. */
final class ShellCommands {

  private final String code;
  private final StringBuilder command = new StringBuilder();
  private final List<String> commands = new ArrayList<>();
  private char quote;

  private ShellCommands(String code) {
    this.code = code;
  }

  /**
   * Cuts.
   *
   * @param code some lines of shell code
   * @return its commands without comments, each on one line with single blanks
   */
  static List<String> in(String code) {
    return new ShellCommands(code.replace("\\\n", " ")).cut();
  }

  private List<String> cut() {
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '#' && (i == 0 || Character.isWhitespace(code.charAt(i - 1)))) {
        i = code.indexOf('\n', i);
        c = '\n';
      }
      if (c == '\n' && quote == 0) {
        end();
      } else {
        command.append(c);
      }
    }
    end();
    return commands;
  }

  private void end() {
    String one = command.toString().strip().replaceAll("\\s+", " ");
    command.setLength(0);
    if (!one.isEmpty()) {
      commands.add(one);
    }
  }
}
