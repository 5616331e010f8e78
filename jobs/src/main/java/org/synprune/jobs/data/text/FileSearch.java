package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;

/**
 * Looks for the files of a data set.
 *
 * @param dataset the data set
 * @param folder where its files may be
 */
record FileSearch(DatasetConf dataset, Folder folder) {

  private static final String PATTERN = ".*[*?\\[{].*";

  RawFile find() {
    if (!isThere(folder, true)) {
      throw new BadInputException(
          folder
              + ": no such folder, expected one that holds the data set '"
              + dataset.name()
              + "'");
    }
    Set<String> looked = new LinkedHashSet<>();
    for (Source source : dataset.sources()) {
      List<Folder> found = source.layout().together() ? all(source) : first(source);
      if (!found.isEmpty()) {
        return open(found, source);
      }
      looked.addAll(source.files());
    }
    boolean pattern =
        dataset.sources().stream()
            .filter(source -> !source.layout().together())
            .anyMatch(source -> source.files().stream().anyMatch(name -> name.matches(PATTERN)));
    throw new BadInputException(
        folder
            + ": no file of the data set '"
            + dataset.name()
            + "', expected one of "
            + String.join(", ", looked)
            + (pattern ? "; only 'parts' takes patterns" : ""));
  }

  private static boolean isThere(Folder path, boolean isFolder) {
    try {
      return path.storage().find(path.path()).filter(one -> one.folder() == isFolder).isPresent();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static BadInputException unreadable(Folder path, IOException e) {
    BadInputException said = StorageFailure.unreadable(path, e);
    return new BadInputException(Invisible.shown(said.getMessage()), e);
  }

  private List<Folder> first(Source source) {
    for (String name : source.files()) {
      Folder path = folder.resolve(name);
      if (isThere(path, false)) {
        return List.of(path);
      }
    }
    return List.of();
  }

  /** All files of a source that is read together; none if no one is there. */
  private List<Folder> all(Source source) {
    List<String> names = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (String name : source.files()) {
      if (isThere(folder.resolve(name), false)) {
        names.add(name);
      } else if (!name.matches(PATTERN) || !names.addAll(matching(name))) {
        absent.add(name);
      }
    }
    if (!names.isEmpty() && !absent.isEmpty()) {
      throw new BadInputException(
          folder + ": no file " + String.join(", ", absent) + ", expected each of 'parts'");
    }
    return names.stream().distinct().map(folder::resolve).toList();
  }

  /** The files of one folder, in order, that a pattern matches. */
  private List<String> matching(String pattern) {
    int slash = pattern.lastIndexOf('/') + 1;
    String within = pattern.substring(0, slash);
    if (within.matches(PATTERN)) {
      throw refused(pattern, "expected one of files in one folder, as in 2020/*.csv");
    }
    Folder own = within.isEmpty() ? folder : folder.resolve(within.substring(0, slash - 1));
    try {
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(slash));
      if (!within.isEmpty() && !isThere(own, true)) {
        return List.of();
      }
      return own.storage().list(own.path()).stream()
          .filter(entry -> !entry.folder() && matcher.matches(Path.of(entry.name())))
          .map(entry -> within + entry.name())
          .sorted(Comparator.comparing(FileSearch::inNumericOrder))
          .toList();
    } catch (PatternSyntaxException e) {
      throw refused(pattern, "expected one such as load-*.csv or load-[0-9].csv");
    } catch (IOException e) {
      throw unreadable(own, e);
    }
  }

  private BadInputException refused(String pattern, String expected) {
    return new BadInputException(
        "data set '"
            + dataset.name()
            + "', 'parts': '"
            + Invisible.shown(pattern)
            + "' is no pattern, "
            + expected);
  }

  /** A name with its numbers padded, so that part 10 comes after part 9. */
  private static String inNumericOrder(String name) {
    return java.util.regex.Pattern.compile("[0-9]{1,18}")
        .matcher(name)
        .replaceAll(
            number ->
                String.format(java.util.Locale.ROOT, "%018d", Long.parseLong(number.group())));
  }

  private RawFile open(List<Folder> found, Source source) {
    List<String> notes = new ArrayList<>(notRead(found.get(0), source));
    List<RawPart> parts = new ArrayList<>();
    for (Folder path : found) {
      parts.add(open(path, source, notes));
    }
    if (parts.stream().map(RawPart::packing).filter(Packing.PARQUET::equals).count() % parts.size()
        != 0) {
      throw new BadInputException(
          folder + ": some of 'parts' are Parquet files, expected all of them or none");
    }
    if (parts.size() > 1
        && parts.get(0).packing() == Packing.PARQUET
        && source.format().timeColumns().isEmpty()) {
      throw new BadInputException(
          folder
              + ": several Parquet files, expected time.columns, as rows of one only are counted");
    }
    return new RawFile(parts, source, notes);
  }

  /** Files that are there, too, but for packed copies of the one that is read. */
  private Optional<String> notReadNames(Folder read, Source source) {
    List<String> others = new ArrayList<>();
    for (String name : source.files()) {
      if (!unpacked(name).equals(unpacked(read.name())) && isThere(folder.resolve(name), false)) {
        others.add(name);
      }
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", others));
  }

  private List<String> notRead(Folder read, Source source) {
    if (source.layout().together()) {
      return List.of();
    }
    return notReadNames(read, source)
        .map(
            names ->
                "only "
                    + read.name()
                    + " is read, the first of 'files' that is there; not "
                    + names
                    + " (the key 'parts' in place of 'files' reads all as one series)")
        .stream()
        .toList();
  }

  private static String unpacked(String name) {
    return name.replaceFirst("(?i)[.](gz|zip|bz2|zst)$", "");
  }

  private RawPart open(Folder path, Source source, List<String> notes) {
    try {
      RawPart part = RawPart.of(path, source);
      Layout layout = source.layout();
      if (part.packing() == Packing.PARQUET
          && (layout.skip() > 0 || layout.footer() > 0 || !layout.unpivot().isEmpty())) {
        throw new BadInputException(
            path + ": is a Parquet file, expected none of 'skip', 'footer' and 'unpivot' with it");
      }
      Header header = Header.of(part, source);
      header.require(dataset);
      header.invisible(dataset).ifPresent(notes::add);
      return part.named(header.names());
    } catch (IOException e) {
      throw unreadable(path, e);
    } catch (UncheckedIOException e) {
      throw unreadable(path, e.getCause());
    }
  }
}
