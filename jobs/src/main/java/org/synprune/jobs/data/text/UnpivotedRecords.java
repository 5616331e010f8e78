package org.synprune.jobs.data.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;

/**
 * Makes a record of each value of a file that has a row for each series, and a column for each
 * time.
 */
final class UnpivotedRecords implements RecordReader.Records {

  private final RecordReader wide;
  private final Layout layout;
  private final boolean counted;
  private @Nullable List<String> header;
  private @Nullable RawRecord row;
  private int next;
  private int end;
  private int series;

  UnpivotedRecords(RecordReader wide, Source source) {
    this.wide = wide;
    this.layout = source.layout();
    this.counted = source.format().timeColumns().isEmpty();
  }

  @Override
  public @Nullable RawRecord next() {
    List<String> names = header;
    if (names == null) {
      return first();
    }
    while (true) {
      RawRecord own = row;
      if (own == null || next >= end) {
        if (!wide.hasNext()) {
          return null;
        }
        begin(wide.next(), names);
        continue;
      }
      if (!own.problem().isEmpty()) {
        row = null;
        return own;
      }
      int at = next++;
      if (at < names.size() && !layout.unpivot().contains(names.get(at))) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(names.get(at));
        cells.add(own.cells().get(at));
        return RawRecord.of(own.part(), own.line(), cells);
      }
    }
  }

  private @Nullable RawRecord first() {
    while (wide.hasNext()) {
      RawRecord names = wide.next();
      if (!names.problem().isEmpty() || names.isNothing()) {
        if (!names.problem().isEmpty()) {
          return names;
        }
        continue;
      }
      List<String> own =
          names.cells().stream().map(cell -> Invisible.strip(TypedCells.text(cell))).toList();
      header = own;
      List<String> wanted = new ArrayList<>(layout.unpivot());
      wanted.addAll(layout.where().keySet());
      for (String column : wanted) {
        if (!own.contains(column)) {
          throw new BadInputException(
              names.part().path()
                  + ", line "
                  + names.line()
                  + ": no column '"
                  + column
                  + "', found "
                  + String.join(", ", own.subList(0, Math.min(10, own.size()))));
        }
      }
      return RawRecord.of(
          names.part(), names.line(), List.of(Layout.UNPIVOTED_NAMES, Layout.UNPIVOTED_VALUES));
    }
    return null;
  }

  private void begin(RawRecord wideRow, List<String> names) {
    row = wideRow;
    next = 0;
    end = wideRow.problem().isEmpty() ? 0 : 1;
    TypedCells cells = new TypedCells(wideRow.cells());
    for (Map.Entry<String, List<String>> one : layout.where().entrySet()) {
      if (!one.getValue().contains(Invisible.strip(cells.text(names.indexOf(one.getKey()))))) {
        return;
      }
    }
    // A series ends with its last value: shorter ones have empty cells after it.
    for (int at = 0; at < wideRow.cells().size(); at++) {
      if (!cells.text(at).isBlank()) {
        end = at + 1;
      }
    }
    if (counted && end > 0 && series++ > 0) {
      row =
          RawRecord.broken(
              wideRow.part(),
              wideRow.line(),
              "a second series, expected one, as rows are counted; 'where' chooses it, such as where {"
                  + " \""
                  + layout.unpivot().get(0)
                  + "\" = \""
                  + Invisible.strip(cells.text(names.indexOf(layout.unpivot().get(0))))
                  + "\" }");
      end = 1;
    }
  }

  @Override
  public void close() throws IOException {
    wide.close();
  }
}
