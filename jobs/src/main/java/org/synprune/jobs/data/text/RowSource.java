package org.synprune.jobs.data.text;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.TimeGrid;

/**
 * All rows of a data set's files in order, one after the other, with where each stands. Not
 * thread-safe.
 */
final class RowSource implements Iterator<RowSource.Located>, Closeable {

  /**
   * A row and where it stands.
   *
   * @param part its file
   * @param number its line, from 1
   * @param cells its cells as they are written; none if it can't be split
   * @param line what was read
   */
  record Located(
      RawPart part, long number, List<? extends @Nullable Object> cells, LineTyper.Line line) {

    /** The cells of some columns as texts, joined by a blank. */
    String texts(List<String> columns) {
      return String.join(" ", columns.stream().map(this::text).toList());
    }

    private String text(String column) {
      int at = part.header().indexOf(column);
      return at < 0 || at >= cells.size() ? "" : Invisible.strip(TypedCells.text(cells.get(at)));
    }
  }

  /** The rows of one file. */
  private interface Rows extends Closeable {
    @Nullable Located next() throws IOException;
  }

  private final DatasetConf dataset;
  private final RawFile file;
  private final RowTime time;
  private final Function<RawPart, RecordReader> records;
  private final boolean lines;
  private final Iterator<RawPart> parts;
  private final Map<List<String>, LineTyper> typers = new HashMap<>();
  private @Nullable Rows current;
  private @Nullable Located next;

  /**
   * Makes a source of rows.
   *
   * @param dataset the data set
   * @param file its files
   * @param grid the steps of their rows
   * @param records opens the records of a file
   * @param lines whether each line is read by itself, as tasks that share a file do
   */
  RowSource(
      DatasetConf dataset,
      RawFile file,
      TimeGrid grid,
      Function<RawPart, RecordReader> records,
      boolean lines) {
    this.dataset = dataset;
    this.file = file;
    this.time = new RowTime(file.source(), grid);
    this.records = records;
    this.lines = lines;
    this.parts = file.parts().iterator();
  }

  private LineTyper typer(RawPart part) {
    return typers.computeIfAbsent(
        part.header(), header -> new LineTyper(dataset, file.source(), header, time));
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && (current != null || parts.hasNext())) {
        if (current == null) {
          RawPart part = parts.next();
          time.begin();
          current = lines ? new Lines(part, typer(part)) : new Records(part, typer(part));
        }
        next = current.next();
        if (next == null) {
          close();
        }
      }
      return next != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Located next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Located one = next;
    next = null;
    return one;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  /** Record by record. */
  private final class Records implements Rows {

    private final RawPart part;
    private final LineTyper typer;
    private final RecordReader reader;
    private @Nullable Iterator<RawRecord> passed;

    Records(RawPart part, LineTyper typer) {
      this.part = part;
      this.typer = typer;
      this.reader = records.apply(part);
    }

    @Override
    public @Nullable Located next() {
      if (!reader.hasNext()) {
        return footer();
      }
      RawRecord row = reader.next();
      return new Located(part, row.line(), row.cells(), typer.read(row));
    }

    /** The next of the rows that are passed over as lines below the last one; null at the end. */
    private @Nullable Located footer() {
      if (passed == null) {
        // With a reader of its own: the times of these rows are none of the series'.
        LineTyper own =
            new LineTyper(
                dataset, file.source(), part.header(), new RowTime(file.source(), irregular()));
        passed =
            time.counts()
                ? List.<RawRecord>of().iterator()
                : reader.footer().stream()
                    .filter(row -> own.read(row) instanceof LineTyper.Typed)
                    .iterator();
      }
      if (!passed.hasNext()) {
        return null;
      }
      RawRecord row = passed.next();
      return new Located(part, row.line(), row.cells(), new LineTyper.Passed());
    }

    private TimeGrid irregular() {
      return new TimeGrid.Irregular(file.source().step().stepMillis());
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  /** Line by line. */
  private static final class Lines implements Rows {

    private final RawPart part;
    private final LineTyper typer;
    private final BufferedReader reader;
    private long number;

    Lines(RawPart part, LineTyper typer) throws IOException {
      this.part = part;
      this.typer = typer;
      this.reader = part.reader();
    }

    @Override
    public @Nullable Located next() throws IOException {
      String text = reader.readLine();
      return text == null ? null : new Located(part, ++number, typer.cells(text), typer.read(text));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
