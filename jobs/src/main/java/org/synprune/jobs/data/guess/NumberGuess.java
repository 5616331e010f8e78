package org.synprune.jobs.data.guess;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.synprune.jobs.data.conf.NumberForm;
import org.synprune.jobs.data.conf.NumberText;
import org.synprune.jobs.data.text.RawSample;

/**
 * Which columns hold numbers, and how they are written.
 *
 * @param columns positions of the columns of numbers
 * @param decimal the decimal separator
 * @param form what else there is in numbers
 * @param missing texts that stand for missing values
 * @param sentinels numbers among them, which may be values after all
 * @param unsure what may be otherwise, and which key says so
 */
record NumberGuess(
    List<Integer> columns,
    char decimal,
    NumberForm form,
    List<String> missing,
    List<String> sentinels,
    List<String> unsure) {

  private static final NumberText PLAIN = new NumberText('.', NumberForm.PLAIN);

  private static final String MISSING =
      "(?i)|na|n/a|nan|null|none|nil|-|--|[.]|[?]|#n/a|missing|n[.]a[.]|inf|-inf";

  /** A number with one point or comma before its last three digits. */
  private static final Pattern EITHER =
      Pattern.compile("[^0-9.,]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*");

  private static final Set<Double> SENTINELS =
      Set.of(-9999.0, -999.0, -999.9, -99.99, -99.9, -200.0, 99999.0, 9999.0);

  NumberGuess {
    columns = List.copyOf(columns);
    missing = List.copyOf(missing);
    sentinels = List.copyOf(sentinels);
    unsure = List.copyOf(unsure);
  }

  /** Whether a text is a number in some usual form. */
  static boolean isNumber(String text) {
    return !Double.isNaN(PLAIN.of(text))
        || PLAIN.advice(text).filter(k -> plausible(text)).isPresent();
  }

  /** A text of which digits are a good part, not a name with a number in it. */
  private static boolean plausible(String text) {
    long digits = text.chars().filter(Character::isDigit).count();
    long letters = text.chars().filter(Character::isLetter).count();
    return digits > 0 && letters <= 3;
  }

  /** Looks at the columns of a file that hold no times. */
  static NumberGuess of(FormGuess file, Set<Integer> times) {
    Set<String> missing = new LinkedHashSet<>();
    Set<String> sentinels = new LinkedHashSet<>();
    List<Integer> columns = new ArrayList<>();
    List<NumberText> forms = new ArrayList<>();
    boolean commas = hasDecimalCommas(file, times);
    for (int at = 0; at < file.names().size(); at++) {
      if (times.contains(at) || file.names().get(at).isEmpty()) {
        continue;
      }
      List<String> values = values(file, at);
      Optional<NumberText> form = form(values, commas).filter(one -> allPlausible(values));
      if (!values.isEmpty() && form.isPresent()) {
        columns.add(at);
        forms.add(form.get());
        for (RawSample.Row row : file.rows()) {
          if (row.text(at).matches(MISSING)) {
            missing.add(row.text(at));
          }
        }
        values.stream()
            .filter(text -> SENTINELS.contains(form.get().of(text)))
            .forEach(sentinels::add);
      }
    }
    missing.addAll(sentinels);
    NumberText all = joined(forms);
    List<Integer> left = columns.stream().filter(at -> !reads(all, file, at)).toList();
    columns.removeAll(left);
    return new NumberGuess(
        columns,
        all.decimal(),
        all.form(),
        List.copyOf(missing),
        List.copyOf(sentinels),
        unsure(file, left, columns, all));
  }

  /** The texts of a column that don't stand for missing values. */
  private static List<String> values(FormGuess file, int at) {
    return file.rows().stream()
        .map(row -> row.text(at))
        .filter(text -> !text.matches(MISSING))
        .distinct()
        .toList();
  }

  /** Whether commas are decimal: cells are apart by semicolons, or a column shows it. */
  private static boolean hasDecimalCommas(FormGuess file, Set<Integer> times) {
    boolean any = false;
    for (int at = 0; at < file.names().size(); at++) {
      List<String> values = times.contains(at) ? List.of() : values(file, at);
      if (values.stream().anyMatch(text -> text.matches(".*[0-9],[0-9]{3}[,.][0-9].*"))) {
        return false;
      }
      any |=
          values.stream().anyMatch(text -> text.matches(".*[0-9],[0-9].*"))
              && (file.delimiter() == ';'
                  || PLAIN.reading(values).filter(form -> form.decimal() == ',').isPresent());
    }
    return any;
  }

  /** The form of a column's numbers; 1,234 has thousands only where no comma is decimal. */
  private static Optional<NumberText> form(List<String> values, boolean commas) {
    Optional<NumberText> plain = PLAIN.reading(values);
    return commas && plain.filter(one -> one.form().thousands().equals(",")).isPresent()
        ? new NumberText(',', NumberForm.PLAIN).reading(values)
        : plain;
  }

  /** What may be read otherwise: columns left out, and numbers such as 1.234 and 1,234. */
  private static List<String> unsure(
      FormGuess file, List<Integer> left, List<Integer> columns, NumberText all) {
    List<String> unsure = new ArrayList<>();
    for (int at : left) {
      unsure.add(
          "'" + file.names().get(at) + "' isn't read: its numbers are written otherwise (columns)");
    }
    for (int at : columns) {
      List<String> with =
          values(file, at).stream().filter(text -> text.matches(".*[0-9][.,][0-9].*")).toList();
      if (!with.isEmpty() && with.stream().allMatch(EITHER.asMatchPredicate())) {
        char mark = with.get(0).replaceAll("[^.,]", "").charAt(0);
        boolean grouped = all.form().thousands().equals(String.valueOf(mark));
        if (mark == ',' || (file.delimiter() == ';' && all.decimal() == '.')) {
          char other = mark == ',' ? '.' : ',';
          unsure.add(
              "'"
                  + with.get(0)
                  + (grouped
                      ? "' is read with thousands (decimal = \"" + mark + "\", if it isn't one)"
                      : "' is read with decimals (thousands = \""
                          + mark
                          + "\", decimal = \""
                          + other
                          + "\", if they are none)"));
          return unsure;
        }
      }
    }
    return unsure;
  }

  private static boolean allPlausible(List<String> values) {
    return values.stream().allMatch(NumberGuess::plausible);
  }

  private static boolean reads(NumberText form, FormGuess file, int at) {
    return file.rows().stream()
        .map(row -> row.text(at))
        .filter(text -> !text.matches(MISSING))
        .noneMatch(text -> Double.isNaN(form.of(text)));
  }

  /** One form for all columns, as a source has one. */
  private static NumberText joined(List<NumberText> forms) {
    char decimal = '.';
    String thousands = "";
    Set<String> strip = new LinkedHashSet<>();
    boolean suffixes = false;
    boolean brackets = false;
    for (NumberText one : forms) {
      decimal = one.decimal() == ',' ? ',' : decimal;
      thousands = one.form().thousands().isEmpty() ? thousands : one.form().thousands();
      strip.addAll(one.form().strip());
      suffixes |= one.form().suffixes();
      brackets |= one.form().brackets();
    }
    if (thousands.equals(String.valueOf(decimal))) {
      thousands = "";
    }
    return new NumberText(
        decimal, new NumberForm(thousands, List.copyOf(strip), suffixes, brackets));
  }
}
