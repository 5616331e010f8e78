package org.synprune.jobs.data.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;

/**
 * The column names of a file.
 *
 * @param part the file
 * @param source the source that it is of
 * @param line the line that they are in
 * @param written the names as they are written
 */
record Header(RawPart part, Source source, long line, List<String> written) {

  /** The most of a file's column names that an error shows. */
  private static final int SHOWN = 20;

  private static final int SHOWN_CHARACTERS = 60;

  Header {
    written = List.copyOf(written);
  }

  static Header of(RawPart part, Source source) throws IOException {
    if (!source.layout().names().isEmpty()) {
      return new Header(part, source, 0, source.layout().names());
    }
    if (part.packing() == Packing.PARQUET) {
      return new Header(part, source, 1, ParquetRecords.names(part));
    }
    try (RecordReader records = RecordReader.open(part, source)) {
      while (records.hasNext()) {
        RawRecord first = records.next();
        if (!first.problem().isEmpty()) {
          throw new BadInputException(
              part.path() + ", line " + first.line() + ": " + first.problem());
        }
        if (!first.isNothing()) {
          return new Header(
              part, source, first.line(), first.cells().stream().map(TypedCells::text).toList());
        }
      }
    }
    throw new BadInputException(part.path() + ", line 1: the file is empty, expected column names");
  }

  /** The names without invisible characters around them. */
  List<String> names() {
    return written.stream().map(Invisible::strip).toList();
  }

  /** The columns that a data set needs of each of a source's files. */
  private static List<String> needed(DatasetConf dataset, Source source) {
    List<String> needed = new ArrayList<>(source.format().timeColumns());
    Layout.Pivot pivot = source.layout().pivot();
    if (pivot == null) {
      needed.addAll(dataset.columns());
    } else {
      needed.add(pivot.names());
      needed.add(pivot.values());
    }
    if (source.layout().unpivot().isEmpty()) {
      needed.addAll(source.layout().where().keySet());
    }
    return needed.stream().distinct().toList();
  }

  /** Refuses a file that lacks a column, or has it twice. */
  void require(DatasetConf dataset) {
    List<String> needed = needed(dataset, source);
    List<String> names = names();
    for (String column : needed) {
      long times = names.stream().filter(column::equals).count();
      if (times != 1) {
        throw new BadInputException(
            part.path()
                + ", line "
                + Math.max(1, line)
                + ": "
                + (times == 0 ? "no column '" : times + " columns '")
                + column
                + "', found "
                + shown(names)
                + ", expected each of "
                + String.join(", ", needed)
                + " once"
                + separated()
                + hint(column, names));
      }
    }
  }

  private static String shown(List<String> names) {
    String all =
        String.join(
            ", ",
            names.stream()
                .limit(SHOWN)
                .map(
                    name ->
                        Invisible.shown(
                            name.length() > SHOWN_CHARACTERS
                                ? name.substring(0, SHOWN_CHARACTERS) + "..."
                                : name))
                .toList());
    return names.size() > SHOWN ? all + " and " + (names.size() - SHOWN) + " more" : all;
  }

  private String separated() {
    if (part.packing() == Packing.PARQUET || part.packing() == Packing.XLSX) {
      return "";
    }
    Layout layout = source.layout();
    char delimiter = source.format().delimiter();
    return layout.blanks()
        ? ", separated by blanks"
        : !layout.widths().isEmpty()
            ? ", of widths " + layout.widths()
            : ", separated by '" + (delimiter == '\t' ? "\\t" : String.valueOf(delimiter)) + "'";
  }

  /** What may be the matter. */
  private String hint(String column, List<String> names) {
    if (names.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
      return "; it holds NUL bytes, as UTF-16 without its mark does (charset = \"UTF-16LE\" reads"
          + " that), or a file that is no text";
    }
    if (names.stream().anyMatch(name -> name.indexOf('\uFFFD') >= 0)) {
      return "; it isn't in "
          + part.charset()
          + " (charset = \"windows-1252\" is usual where that isn't so), or is no text";
    }
    for (String name : names) {
      if (name.equalsIgnoreCase(column)) {
        return "; '" + name + "' is written otherwise";
      }
    }
    if (part.packing() == Packing.XLSX && source.layout().within().sheet().isEmpty()) {
      return "; 'sheet' names a sheet, 'skip' passes over rows above the names";
    }
    String only = names.size() == 1 ? names.get(0) : "";
    for (char other : new char[] {',', ';', '\t', '|'}) {
      if (other != source.format().delimiter() && only.indexOf(other) >= 0) {
        return "; delimiter = \"" + (other == '\t' ? "\\t" : other) + "\" would find more";
      }
    }
    if (only.startsWith("#") || only.startsWith("%") || only.startsWith("//")) {
      return "; comment = \""
          + only.replaceFirst("^(#|%|//).*", "$1")
          + "\" passes over such lines, skip = N over N lines";
    }
    return "; 'skip' passes over lines above the names, 'names' gives them where there are none";
  }

  /** Tells of names that look like a wanted one, but have invisible characters around them. */
  Optional<String> invisible(DatasetConf dataset) {
    List<String> needed = needed(dataset, source);
    for (String name : written) {
      List<String> around = Invisible.around(name);
      if (!around.isEmpty() && needed.contains(Invisible.strip(name))) {
        return Optional.of(
            part.path().name()
                + ": the column name '"
                + Invisible.strip(name)
                + "' has an invisible character beside it ("
                + String.join(", ", around)
                + "), which is passed over");
      }
    }
    return Optional.empty();
  }
}
