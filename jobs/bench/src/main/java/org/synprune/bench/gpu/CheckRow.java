package org.synprune.bench.gpu;

import java.util.Objects;

/**
 * What a check found of one case: a row of the table.
 *
 * @param check the check's name
 * @param subject the case
 * @param found what was found, in words and numbers
 * @param verdict what that means
 */
record CheckRow(String check, String subject, String found, Verdict verdict) {

  /** What a row means. */
  enum Verdict {
    /** As it should be. */
    OK("ok"),
    /** Not as it should be. */
    FAULT("FAULT"),
    /** Only measured. */
    MEASURED("");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    static Verdict of(boolean good) {
      return good ? OK : FAULT;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The table's head, in Markdown. */
  static final String HEAD = "| check | case | found | |%n| --- | --- | --- | --- |".formatted();

  /** How each row begins, which nothing else that a process prints does. */
  static final String START = "| ";

  CheckRow {
    Objects.requireNonNull(verdict, "verdict");
    check = inCell(check);
    subject = inCell(subject);
    found = inCell(found);
  }

  private static String inCell(String text) {
    return text.replace('|', '/').replaceAll("\\s+", " ").strip();
  }

  /** Whether a row, as {@link #toString} wrote it, is a fault. */
  static boolean isFault(String row) {
    return row.startsWith(START) && row.endsWith("| " + Verdict.FAULT + " |");
  }

  /** The row in Markdown. */
  @Override
  public String toString() {
    return START + check + " | " + subject + " | " + found + " | " + verdict + " |";
  }
}
