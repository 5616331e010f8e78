package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.storage.Folder;

/**
 * The input that was found for a data set: one file, or several that are read as one.
 *
 * @param parts its files, in order, at least one
 * @param source the form that they are in
 * @param notes what a user should know of how they were found and read, a sentence each
 */
public record RawFile(List<RawPart> parts, Source source, List<String> notes)
    implements Serializable {

  /** The most names that are shown. */
  private static final int NAMED = 3;

  /** Copies the lists. */
  public RawFile {
    parts = List.copyOf(parts);
    Objects.requireNonNull(source, "source");
    notes = List.copyOf(notes);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no file");
    }
  }

  /**
   * Finds the first of a data set's files that is present, or all that are read together, and
   * checks their columns.
   *
   * @param dataset the data set
   * @param folder where its files may be
   * @return the file
   * @throws BadInputException if there is none, it can't be read or lacks a column
   */
  public static RawFile find(DatasetConf dataset, Folder folder) {
    return new FileSearch(dataset, folder).find();
  }

  /**
   * The first file.
   *
   * @return its path
   */
  public Folder path() {
    return parts.get(0).path();
  }

  /**
   * What the input is called.
   *
   * @return the name of the file, or of the first ones
   */
  public String name() {
    List<String> names = parts.stream().limit(NAMED).map(part -> part.path().name()).toList();
    return String.join(", ", names)
        + (parts.size() > NAMED ? " and " + (parts.size() - NAMED) + " more" : "");
  }

  /**
   * Where the input lies, as errors say it.
   *
   * @return the path of the file, or of the first one and how many more there are
   */
  public String where() {
    return parts.size() == 1 ? path().toString() : path() + " and " + (parts.size() - 1) + " more";
  }

  /**
   * Opens the bytes of all files, one after the other, as they are stored.
   *
   * @return the bytes, to be closed
   * @throws IOException if the store can't be read
   */
  public InputStream bytes() throws IOException {
    return parts.size() == 1 ? bytes(parts.get(0)) : new JoinedBytes(parts);
  }

  static InputStream bytes(RawPart part) throws IOException {
    return part.path().storage().open(part.path().path());
  }

  /**
   * Whether each line can be read by itself, so that several tasks can share the files, and Hadoop
   * reads them as this package does: it takes a {@code :} in a path for a scheme's, and passes over
   * names that begin with {@code _} or a dot.
   */
  boolean isReadByLines() {
    Layout layout = source.layout();
    if (layout.skip() > 0
        || layout.footer() > 0
        || !layout.unpivot().isEmpty()
        || inOrder()
        || !source.format().extendsAscii()) {
      return false;
    }
    List<String> header = parts.get(0).header();
    Charset charset = Charset.forName(source.format().charset());
    for (RawPart part : parts) {
      String name = part.path().name();
      if (!part.packing().isHadoops(name)
          || !Charset.forName(part.charset()).equals(charset)
          || name.startsWith("_")
          || name.startsWith(".")
          || part.path().path().toUri().getPath().contains(":")
          || !part.header().equals(header)) {
        return false;
      }
    }
    return header.stream().noneMatch(column -> column.indexOf('\n') >= 0);
  }

  /** Whether the times of rows depend on the rows before them. */
  boolean inOrder() {
    return source.format().timeColumns().isEmpty()
        || (!source.times().zone().isEmpty() && !source.step().ofDays());
  }

  boolean isParquet() {
    return parts.get(0).packing() == Packing.PARQUET;
  }
}
