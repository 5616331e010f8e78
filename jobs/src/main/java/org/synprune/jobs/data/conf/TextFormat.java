package org.synprune.jobs.data.conf;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;

/**
 * How a delimited text file is written. A byte order mark is skipped, both kinds of line ends are
 * read; the first line holds the column names.
 *
 * @param delimiter between cells
 * @param decimal the decimal separator, {@code .} or {@code ,}
 * @param quote around cells that hold a delimiter, doubled to stand for itself
 * @param charset name of the character set; a byte order mark says more
 * @param missing texts that stand for a missing value; one that is a number is compared as a number
 * @param timeColumns columns that hold the time, joined by a blank; empty if none does
 * @param timePattern pattern of the joined text, as {@link TimeText} reads it
 */
public record TextFormat(
    char delimiter,
    char decimal,
    char quote,
    String charset,
    List<String> missing,
    List<String> timeColumns,
    String timePattern)
    implements Serializable {

  /** Validates. */
  public TextFormat {
    missing = List.copyOf(missing);
    timeColumns = List.copyOf(timeColumns);
    Objects.requireNonNull(timePattern, "timePattern");
    Objects.requireNonNull(charset, "charset");
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException("decimal separator '" + decimal + "'");
    }
  }

  /**
   * Whether bytes can be split into lines and cells before they are read as characters.
   *
   * @return whether every ASCII byte stands for its character
   */
  public boolean extendsAscii() {
    return ExtendsAscii.test(Charset.forName(charset));
  }
}
