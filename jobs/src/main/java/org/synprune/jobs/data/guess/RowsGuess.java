package org.synprune.jobs.data.guess;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.text.RawSample;
import org.synprune.jobs.storage.Folder;

/** Describes a file whose rows follow each other in time. */
final class RowsGuess {

  private static final int MOST_COLUMNS = 30;

  private static final List<String> TARGETS =
      List.of(
          "target",
          "y",
          "value",
          "close",
          "price",
          "sales",
          "demand",
          "load",
          "ot",
          "consumption",
          "passengers",
          "count",
          "volume");

  private final Folder file;
  private final String name;
  private final FormGuess form;
  private final @Nullable String wanted;
  private final List<String> guessed = new ArrayList<>();
  private final List<String> unsure = new ArrayList<>();
  private final ConfText text = new ConfText();

  RowsGuess(Folder file, String name, FormGuess form, @Nullable String wanted) {
    this.file = file;
    this.name = name;
    this.form = form;
    this.wanted = wanted;
  }

  ConfGuess guess() {
    FormLines.say(form, guessed, unsure);
    TimeGuess time = TimeGuess.of(form);
    NumberGuess numbers = NumberGuess.of(form, new HashSet<>(time.columns()));
    List<String> columns = named(numbers.columns());
    if (columns.isEmpty()) {
      throw new BadInputException(
          file
              + ": no column of numbers, found "
              + String.join(
                  ", ", form.names().subList(0, Math.min(FormLines.SHOWN, form.names().size()))));
    }
    Map<String, String> where = series(time, numbers);
    List<Long> times = where.isEmpty() ? time.times() : chosen(time, where);
    StepGuess step = StepGuess.of(times);
    String target = target(columns);
    if (columns.size() > MOST_COLUMNS) {
      unsure.add(
          "only "
              + MOST_COLUMNS
              + " of "
              + columns.size()
              + " columns of numbers are read (columns)");
      columns = new ArrayList<>(columns.subList(0, MOST_COLUMNS));
      if (!columns.contains(target)) {
        columns.add(target);
      }
    }
    time(time, step);
    numbers(numbers);
    return done(time, step, columns, target, where, times.size());
  }

  private List<String> named(List<Integer> positions) {
    return new ArrayList<>(
        positions.stream()
            .map(form.names()::get)
            .filter(one -> form.names().stream().filter(one::equals).count() == 1)
            .toList());
  }

  /** Rows of one series only, if the file has several below each other. */
  private Map<String, String> series(TimeGuess time, NumberGuess numbers) {
    if (time.times().isEmpty() || new HashSet<>(time.times()).size() == time.times().size()) {
      return Map.of();
    }
    Map<String, String> where = new LinkedHashMap<>();
    List<RawSample.Row> rows = form.rows();
    for (int at = 0; at < form.names().size(); at++) {
      int column = at;
      if (time.columns().contains(at)
          || form.names().get(at).isEmpty()
          || (numbers.columns().contains(at) && !isKey(form.names().get(at)))) {
        continue;
      }
      long texts = rows.stream().map(row -> row.text(column)).distinct().count();
      if (texts > 1 && texts * 2 <= rows.size()) {
        where.put(form.names().get(at), rows.get(0).text(at));
        unsure.add(
            "'"
                + form.names().get(at)
                + "' has "
                + texts
                + " texts in the rows that were looked at, '"
                + rows.get(0).text(at)
                + "' is read (where)");
        Set<Long> seen = new HashSet<>();
        if (chosen(time, where).stream().allMatch(seen::add)) {
          return where;
        }
      }
    }
    if (where.isEmpty()) {
      return where;
    }
    unsure.removeIf(one -> one.endsWith("is read (where)"));
    return Map.of();
  }

  private static boolean isKey(String name) {
    return name.toLowerCase(Locale.ROOT).matches(".*(id|store|item|series|code|nr|key).*");
  }

  private List<Long> chosen(TimeGuess time, Map<String, String> where) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < form.rows().size(); i++) {
      RawSample.Row row = form.rows().get(i);
      if (where.entrySet().stream()
          .allMatch(one -> row.text(form.names().indexOf(one.getKey())).equals(one.getValue()))) {
        times.add(time.times().get(i));
      }
    }
    return times;
  }

  private String target(List<String> columns) {
    String asked = wanted;
    if (asked != null) {
      if (!columns.contains(asked)) {
        throw new BadInputException(
            "--target is '"
                + asked
                + "', expected one of the columns of numbers: "
                + String.join(", ", columns));
      }
      return asked;
    }
    for (String usual : TARGETS) {
      Optional<String> found =
          columns.stream().filter(one -> firstWord(one).equals(usual)).findFirst();
      if (found.isPresent()) {
        if (columns.size() > 1) {
          unsure.add("'" + found.get() + "' is forecast (--target, or key target)");
        }
        return found.get();
      }
    }
    String last = columns.get(columns.size() - 1);
    if (columns.size() > 1) {
      unsure.add("'" + last + "', the last column, is forecast (--target, or key target)");
    }
    return last;
  }

  /** "close" of "Close**" and "Close/Last". */
  private static String firstWord(String column) {
    return column
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^[^a-z]+", "")
        .replaceFirst("[^a-z].*", "");
  }

  private void time(TimeGuess time, StepGuess step) {
    if (time.columns().isEmpty()) {
      unsure.add("no column holds times, rows are counted (time.columns, time.start, resolution)");
      text.source("time {}");
      return;
    }
    List<String> columns = time.columns().stream().map(form.names()::get).toList();
    guessed.add(
        "the time is in " + String.join(" and ", columns) + ", written as " + time.pattern());
    if (!time.named()) {
      unsure.add(
          "the numbers of '"
              + columns.get(0)
              + "' look like times, and are taken for them"
              + " (time.columns)");
    }
    if (time.pattern().matches("(?s)(?:.*[^y])?yy(?:[^y].*)?")) {
      unsure.add("years of two digits are those of 1969 to 2068 (time.pattern)");
    }
    if (!time.others().isEmpty()) {
      unsure.add("times could be written as " + time.others().get(0) + ", too (time.pattern)");
    }
    StringBuilder keys =
        new StringBuilder("time { columns = ")
            .append(ConfText.list(columns))
            .append(", pattern = ")
            .append(ConfText.quoted(time.pattern()));
    if (step.nearest()) {
      keys.append(", snap = nearest");
      unsure.add("some times are off their step and are moved to the nearest (time.snap)");
    }
    if (step.repeated()) {
      keys.append(", duplicates = mean");
      unsure.add("some times are there twice, the mean of their rows is taken (time.duplicates)");
    }
    text.source(keys.append(" }").toString());
    if (!step.sure()) {
      unsure.add("rows aren't evenly apart: " + step.resolution() + " (resolution)");
    }
  }

  private void numbers(NumberGuess numbers) {
    unsure.addAll(numbers.unsure());
    if (numbers.decimal() != '.') {
      text.source("decimal = \"" + numbers.decimal() + "\"");
      guessed.add("numbers have a decimal comma");
    }
    if (!numbers.form().thousands().isEmpty()) {
      text.source("thousands = " + ConfText.quoted(numbers.form().thousands()));
      guessed.add("thousands are apart by '" + numbers.form().thousands() + "'");
    }
    if (!numbers.form().strip().isEmpty()) {
      text.source("strip = " + ConfText.list(numbers.form().strip()));
      guessed.add("numbers are read without " + FormLines.shown(numbers.form().strip()));
    }
    if (numbers.form().suffixes()) {
      text.source("suffixes = true");
      guessed.add("K, M, B and T after numbers are read");
    }
    if (numbers.form().brackets()) {
      text.source("brackets = true");
      guessed.add("numbers in brackets are negative");
    }
    if (!numbers.missing().isEmpty()) {
      text.source("missing = " + ConfText.list(numbers.missing()));
    }
    if (!numbers.sentinels().isEmpty()) {
      unsure.add(
          String.join(", ", numbers.sentinels()) + " is taken for a missing value (missing)");
    }
  }

  private ConfGuess done(
      TimeGuess time,
      StepGuess step,
      List<String> columns,
      String target,
      Map<String, String> where,
      int rows) {
    where.forEach(
        (column, value) ->
            text.source(
                "where { " + ConfText.quoted(column) + " = " + ConfText.quoted(value) + " }"));
    guessed.add("rows are " + apart(time, step) + ", the target is " + target);
    String conf =
        text.render(
            name,
            file.name(),
            new ConfText.Series(
                target,
                columns,
                step.resolution(),
                step.season(),
                time.columns().isEmpty() ? List.of() : step.calendar(),
                step.lags(rows)),
            form);
    return new ConfGuess(name, conf, guessed, unsure);
  }

  private static String apart(TimeGuess time, StepGuess step) {
    if (time.columns().isEmpty()) {
      return "counted";
    }
    return step.resolution().equals("irregular")
        ? step.season() > 0 ? "those of trading days" : "irregular"
        : step.resolution() + " apart";
  }
}
