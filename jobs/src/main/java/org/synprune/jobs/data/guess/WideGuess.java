package org.synprune.jobs.data.guess;

import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.data.text.RawSample;
import org.synprune.jobs.storage.Folder;

/** Describes a file that has a row for each series, and a column for each step. */
final class WideGuess {

  /** Columns of such a file, at the least. */
  private static final int WIDE = 25;

  private final Folder file;
  private final String name;
  private final FormGuess form;
  private final List<String> guessed = new ArrayList<>();
  private final List<String> unsure = new ArrayList<>();
  private final ConfText text = new ConfText();

  WideGuess(Folder file, String name, FormGuess form) {
    this.file = file;
    this.name = name;
    this.form = form;
  }

  /** Whether each row is a series, and each column but the first a time. */
  static boolean isWide(FormGuess form) {
    List<String> names = form.names();
    return names.size() > WIDE
        && !form.given()
        && names.stream().skip(names.size() / 2).allMatch(one -> one.matches("V?[0-9]+|d_[0-9]+|"));
  }

  ConfGuess guess() {
    FormLines.say(form, guessed, unsure);
    List<String> names = form.names();
    int ids = 0;
    while (ids < names.size()
        && !names.get(ids).matches("[12][0-9]{3}|V[2-9]|V[1-9][0-9]+|d_[0-9]+")) {
      ids++;
    }
    List<String> own = new ArrayList<>(names.subList(0, Math.max(1, ids)));
    List<String> empty = names.stream().filter(String::isEmpty).distinct().toList();
    String key = own.get(0);
    RawSample.Row first = form.rows().get(0);
    String id = first.text(0);
    own.addAll(empty);
    boolean years = names.get(ids).matches("[12][0-9]{3}");
    guessed.add("each row is a series, each column from '" + names.get(ids) + "' on a step");
    unsure.add("the first series, '" + id + "', is read (where)");
    text.source("unpivot { ids = " + ConfText.list(own) + " }");
    text.source("where { " + ConfText.quoted(key) + " = " + ConfText.quoted(id) + " }");
    text.source("missing = [\"\"]");
    if (years) {
      text.source("time { columns = [column], pattern = \"yyyy\" }");
    } else {
      unsure.add("no column holds times, rows are counted (time.start, resolution)");
      text.source("time {}");
    }
    String conf =
        text.render(
            name,
            file.name(),
            new ConfText.Series(
                "value", List.of("value"), years ? "1y" : "irregular", 0, List.of(), List.of()),
            form);
    return new ConfGuess(name, conf, guessed, unsure);
  }
}
