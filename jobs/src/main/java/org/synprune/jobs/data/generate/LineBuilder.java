package org.synprune.jobs.data.generate;

/** Builds a line of text from texts and decimal numbers. */
final class LineBuilder {

  private final StringBuilder line = new StringBuilder(160);
  private final char decimal;

  LineBuilder(char decimal) {
    this.decimal = decimal;
  }

  LineBuilder text(CharSequence text) {
    line.append(text);
    return this;
  }

  /** Appends {@code units / 10^decimals}. */
  LineBuilder fixed(long units, int decimals) {
    if (units < 0) {
      line.append('-');
    }
    String digits = Long.toString(Math.abs(units));
    int whole = digits.length() - decimals;
    if (whole <= 0) {
      line.append('0');
    } else {
      line.append(digits, 0, whole);
    }
    if (decimals > 0) {
      line.append(decimal);
      line.append("0".repeat(Math.max(0, -whole)));
      line.append(digits, Math.max(0, whole), digits.length());
    }
    return this;
  }

  /** Returns the line and starts an empty one. */
  String take() {
    String taken = line.toString();
    line.setLength(0);
    return taken;
  }
}
