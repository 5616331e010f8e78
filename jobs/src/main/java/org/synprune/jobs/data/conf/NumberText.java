package org.synprune.jobs.data.conf;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numbers as a source says that they are written. */
public final class NumberText implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Groups of three digits, but for the first, which doesn't begin with 0; those between may be of
   * two, as in India.
   */
  private static final String GROUPS = "[1-9][0-9]{0,2}(g[0-9]{2,3})*g[0-9]{3}";

  private static final String SUFFIXES = "KMBT";

  /** A number with what stands before and after it. */
  private static final Pattern AROUND =
      Pattern.compile("([^0-9().,+-]*)([-+(]*)([^0-9().,+-]*)[0-9.].*?([^0-9).,']*)\\)?");

  private final char decimal;
  private final NumberForm form;
  private transient @Nullable Pattern groups;

  /**
   * Makes a reader.
   *
   * @param decimal the decimal separator
   * @param form what else there is in numbers
   */
  public NumberText(char decimal, NumberForm form) {
    this.decimal = decimal;
    this.form = form;
  }

  /**
   * Reads a number. Without more being said, plain decimal numbers only: Java would also take
   * {@code 1d}, {@code 0x1p3} and {@code NaN}.
   *
   * @param cell the text, without blanks around it
   * @return a finite number; NaN if the text isn't one
   */
  public double of(String cell) {
    String text = cell;
    for (String one : form.strip()) {
      text = text.replace(one, "");
    }
    text = form.strip().isEmpty() ? text : text.strip();
    boolean negative =
        form.brackets() && text.length() > 2 && text.startsWith("(") && text.endsWith(")");
    text = negative ? text.substring(1, text.length() - 1).strip() : text;
    int power = form.suffixes() ? power(text) : 0;
    text = power == 0 ? text : text.substring(0, text.length() - 1).strip();
    double number = plain(ungrouped(text.replace('\u2212', '-')), power);
    return negative ? -number : number;
  }

  private static int power(String text) {
    char last = text.isEmpty() ? ' ' : Character.toUpperCase(text.charAt(text.length() - 1));
    return 3 * (SUFFIXES.indexOf(last) + 1);
  }

  /** The number without what stands between its groups; as it is if they aren't groups. */
  private String ungrouped(String text) {
    if (form.thousands().isEmpty()) {
      return text;
    }
    int first = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int point = text.indexOf(decimal);
    String whole = text.substring(first, point < 0 ? text.length() : Math.max(first, point));
    if (!groups().matcher(whole).matches()) {
      return text;
    }
    return text.substring(0, first)
        + whole.replaceAll("[^0-9]", "")
        + (point < 0 ? "" : text.substring(point));
  }

  private Pattern groups() {
    Pattern known = groups;
    if (known == null) {
      // Numbers are grouped by narrow, plain or other blanks in one and the same file.
      String separator =
          form.thousands().isBlank() ? "[\\s\u00a0\u202f]" : Pattern.quote(form.thousands());
      known = Pattern.compile(GROUPS.replace("g", separator));
      groups = known;
    }
    return known;
  }

  private double plain(String text, int power) {
    boolean digits = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = true;
      } else if (c != decimal && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    if (!digits) {
      return Double.NaN;
    }
    try {
      String java = decimal == '.' ? text : text.replace(decimal, '.');
      double value =
          power == 0
              ? Double.parseDouble(java)
              : java.matches(".*[eE].*")
                  ? Double.parseDouble(java) * Math.pow(10, power)
                  : Double.parseDouble(java + "e" + power);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A form that reads a number, and the keys that say so. */
  private record Reading(NumberText reader, List<String> keys) {}

  /**
   * The keys with which a text would be a number.
   *
   * @param cell a text that isn't one
   * @return such as {@code thousands = ","}, and others after an "or" if as few keys make another
   *     number of it; empty if none is known
   */
  public Optional<String> advice(String cell) {
    List<Reading> all = candidates(List.of(cell));
    List<Double> numbers = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    int fewest = Integer.MAX_VALUE;
    for (Reading one : all) {
      double number = one.reader().of(cell);
      if (!Double.isNaN(number) && one.keys().size() <= fewest && !numbers.contains(number)) {
        fewest = one.keys().size();
        numbers.add(number);
        keys.add(String.join(", ", one.keys()));
      }
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", keys));
  }

  /**
   * The form, as near to this one as can be, that reads all texts.
   *
   * @param cells the texts
   * @return the reader; empty if no usual form reads them
   */
  public Optional<NumberText> reading(List<String> cells) {
    return found(cells).map(Reading::reader);
  }

  private Optional<Reading> found(List<String> cells) {
    for (Reading one : candidates(cells)) {
      if (cells.stream().noneMatch(cell -> Double.isNaN(one.reader().of(cell)))) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private List<Reading> candidates(List<String> cells) {
    List<String> around = around(cells);
    List<Reading> all = new ArrayList<>();
    List<List<String>> strips =
        around.isEmpty() || around.equals(form.strip())
            ? List.of(form.strip())
            : List.of(form.strip(), around);
    for (boolean brackets : form.brackets() ? new boolean[] {true} : new boolean[] {false, true}) {
      for (char point : new char[] {decimal, decimal == '.' ? ',' : '.'}) {
        for (String thousands : List.of(form.thousands(), ",", ".", "'", " ", "\u2019")) {
          if (thousands.equals(String.valueOf(point))) {
            continue;
          }
          for (boolean suffixes : new boolean[] {form.suffixes(), true}) {
            for (List<String> strip : strips) {
              all.add(reading(point, new NumberForm(thousands, strip, suffixes, brackets)));
            }
          }
        }
      }
    }
    all.sort(java.util.Comparator.comparingInt(reading -> reading.keys().size()));
    return all;
  }

  private Reading reading(char point, NumberForm wanted) {
    List<String> keys = new ArrayList<>();
    if (point != decimal) {
      keys.add("decimal = \"" + point + "\"");
    }
    if (!wanted.thousands().equals(form.thousands())) {
      keys.add("thousands = \"" + wanted.thousands() + "\"");
    }
    if (!wanted.strip().equals(form.strip())) {
      keys.add(
          wanted.strip().stream()
              .map(text -> '"' + text + '"')
              .collect(java.util.stream.Collectors.joining(", ", "strip = [", "]")));
    }
    if (wanted.suffixes() != form.suffixes()) {
      keys.add("suffixes = true");
    }
    if (wanted.brackets() != form.brackets()) {
      keys.add("brackets = true");
    }
    return new Reading(new NumberText(point, wanted), keys);
  }

  /** What stands before and after the numbers: a currency's sign, a unit. */
  private List<String> around(List<String> cells) {
    List<String> texts = new ArrayList<>(form.strip());
    for (String cell : cells) {
      Matcher matcher = AROUND.matcher(cell);
      if (matcher.matches()) {
        for (int group : new int[] {1, 3, 4}) {
          String text = matcher.group(group).strip();
          // A sign or a unit; a single letter is rather a slip.
          if (text.matches("[^\\p{L}]+|.*\\p{L}{2,}.*") && !texts.contains(text)) {
            texts.add(text);
          }
        }
      }
    }
    return texts.size() > form.strip().size() + 4 ? List.of() : texts;
  }

  /**
   * The decimal separator.
   *
   * @return a point or a comma
   */
  public char decimal() {
    return decimal;
  }

  /**
   * What else there is in numbers.
   *
   * @return the form
   */
  public NumberForm form() {
    return form;
  }
}
