package org.synprune.jobs.data.guess;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synprune.jobs.data.conf.NumberForm;
import org.synprune.jobs.data.conf.NumberText;

/**
 * Which columns hold numbers, and how they are written.
 *
 * @param columns positions of the columns of numbers
 * @param decimal the decimal separator
 * @param form what else there is in numbers
 * @param missing texts that stand for missing values
 * @param sentinels numbers among them, which may be values after all
 */
record NumberGuess(
    List<Integer> columns,
    char decimal,
    NumberForm form,
    List<String> missing,
    List<String> sentinels) {

  private static final NumberText PLAIN = new NumberText('.', NumberForm.PLAIN);

  private static final String MISSING =
      "(?i)|na|n/a|nan|null|none|nil|-|--|[.]|[?]|#n/a|missing|n[.]a[.]|inf|-inf";

  private static final Set<Double> SENTINELS =
      Set.of(-9999.0, -999.0, -999.9, -99.99, -99.9, -200.0, 99999.0, 9999.0);

  NumberGuess {
    columns = List.copyOf(columns);
    missing = List.copyOf(missing);
    sentinels = List.copyOf(sentinels);
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
    for (int at = 0; at < file.names().size(); at++) {
      if (times.contains(at) || file.names().get(at).isEmpty()) {
        continue;
      }
      int column = at;
      List<String> texts = file.rows().stream().map(row -> row.text(column)).toList();
      List<String> values =
          texts.stream().filter(text -> !text.matches(MISSING)).distinct().toList();
      Optional<NumberText> form = PLAIN.reading(values).filter(one -> allPlausible(values));
      if (!values.isEmpty() && form.isPresent()) {
        columns.add(at);
        forms.add(form.get());
        texts.stream().filter(text -> text.matches(MISSING)).forEach(missing::add);
        values.stream()
            .filter(text -> SENTINELS.contains(form.get().of(text)))
            .forEach(sentinels::add);
      }
    }
    missing.addAll(sentinels);
    NumberText all = joined(forms);
    columns.removeIf(at -> !reads(all, file, at));
    return new NumberGuess(
        columns, all.decimal(), all.form(), List.copyOf(missing), List.copyOf(sentinels));
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
    return new NumberText(
        decimal, new NumberForm(thousands, List.copyOf(strip), suffixes, brackets));
  }
}
