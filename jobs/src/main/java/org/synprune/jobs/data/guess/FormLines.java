package org.synprune.jobs.data.guess;

import java.util.List;

/** Says how a file's lines become cells. */
final class FormLines {

  /** Names that are shown. */
  static final int SHOWN = 5;

  private FormLines() {}

  static void say(FormGuess form, List<String> guessed, List<String> unsure) {
    if (form.text()) {
      guessed.add(
          form.blanks()
              ? "cells are apart by blanks"
              : "cells are apart by '"
                  + (form.delimiter() == '\t' ? "\\t" : String.valueOf(form.delimiter()))
                  + "'");
    }
    if (form.given()) {
      guessed.add("columns " + shown(form.names()) + (form.skip() == 0 ? ", numbered" : ""));
      if (form.skip() == 0) {
        unsure.add("the file seems to have no column names (names)");
      }
    }
    if (form.skip() > 0) {
      guessed.add(form.skip() + " lines above the rows are passed over");
    }
    if (form.footer() > 0) {
      guessed.add(form.footer() + " lines below the rows are passed over");
    }
    if (!form.charset().equals("UTF-8")) {
      unsure.add("the file isn't UTF-8, it is read as " + form.charset() + " (charset)");
    }
  }

  /** The first of some names. */
  static String shown(List<String> some) {
    return String.join(", ", some.subList(0, Math.min(SHOWN, some.size())))
        + (some.size() > SHOWN ? ", .." : "");
  }
}
