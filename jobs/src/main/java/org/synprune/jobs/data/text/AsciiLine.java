package org.synprune.jobs.data.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.synprune.jobs.data.conf.TextFormat;

/**
 * The cells of one line of plain ASCII. Numbers and times are read from the bytes, without a string
 * each, which makes {@code prepare} several times as fast. Only plain forms are read; {@link
 * LineTyper} reads the others as text. Not thread-safe.
 */
final class AsciiLine implements LineTyper.Cells {

  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  /** Whole numbers up to this one are doubles exactly. */
  private static final long EXACT = 1L << 53;

  private final char delimiter;
  private final char quote;
  private final char decimal;
  private final int[] timeAt;
  private final NumericTime time;
  private final int[] from;
  private final int[] to;
  private byte[] line = {};
  private byte[] joined = new byte[64];

  AsciiLine(TextFormat format, int width, int[] timeAt) {
    this.delimiter = format.delimiter();
    this.quote = format.quote();
    this.decimal = format.decimal();
    this.timeAt = timeAt;
    this.time = new NumericTime(format.timePattern());
    this.from = new int[width];
    this.to = new int[width];
  }

  /**
   * Finds the cells.
   *
   * @return whether the line has as many as expected and can be read here
   */
  boolean split(byte[] bytes, int length) {
    line = bytes;
    // Local, as the quick compiler reads a field anew for each byte.
    int mark = quote;
    int separator = delimiter;
    int width = from.length;
    int cell = 0;
    int at = 0;
    while (cell < width) {
      boolean quoted = at < length && bytes[at] == mark;
      int start = quoted ? at + 1 : at;
      at = start;
      int end = quoted ? mark : separator;
      while (at < length) {
        int next = bytes[at];
        if (next == end) {
          break;
        }
        if (next < 0 || next == mark) {
          return false;
        }
        at++;
      }
      from[cell] = start;
      to[cell++] = at;
      if (quoted && at++ == length) {
        return false;
      }
      if (at == length) {
        return cell == width;
      }
      if (bytes[at++] != separator) {
        return false;
      }
    }
    return false;
  }

  @Override
  public String text(int cell) {
    return new String(line, from[cell], to[cell] - from[cell], StandardCharsets.US_ASCII);
  }

  /** As {@link Double#parseDouble} has it: a quotient of two exact numbers is rounded once. */
  @Override
  public double number(int cell) {
    byte[] bytes = line;
    int mark = decimal;
    int end = to[cell];
    int at = from[cell];
    boolean negative = at < end && bytes[at] == '-';
    at += negative ? 1 : 0;
    if (end - at >= POWERS.length) {
      return Double.NaN;
    }
    long number = 0;
    int point = -1;
    int digits = 0;
    for (; at < end; at++) {
      int next = bytes[at];
      int digit = next - '0';
      if (digit >= 0 && digit <= 9) {
        number = 10 * number + digit;
        digits++;
      } else if (next == mark && point < 0) {
        point = digits;
      } else {
        return Double.NaN;
      }
    }
    if (digits == 0 || number > EXACT) {
      return Double.NaN;
    }
    double value = point < 0 ? number : number / POWERS[digits - point];
    return negative ? -value : value;
  }

  @Override
  public long time() {
    int length = 0;
    for (int cell : timeAt) {
      int size = to[cell] - from[cell];
      if (length + size + 1 > joined.length) {
        joined = Arrays.copyOf(joined, 2 * (length + size + 1));
      }
      if (cell != timeAt[0]) {
        joined[length++] = ' ';
      }
      System.arraycopy(line, from[cell], joined, length, size);
      length += size;
    }
    return time.millis(joined, length);
  }
}
