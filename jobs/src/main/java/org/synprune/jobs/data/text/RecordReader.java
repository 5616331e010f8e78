package org.synprune.jobs.data.text;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.data.conf.Layout;
import org.synprune.jobs.data.conf.Source;

/**
 * The records of one file, from its column names on: without the lines that are skipped, comments
 * and the footer. Not thread-safe.
 */
final class RecordReader implements Iterator<RawRecord>, Closeable {

  /** Records as a form of files gives them. */
  interface Records extends Closeable {

    /** The next one, null at the end. */
    @Nullable RawRecord next() throws IOException;
  }

  private final Records records;
  private final int footer;

  /** Records that may yet turn out to be the footer, and empty lines between them. */
  private final Deque<RawRecord> held = new ArrayDeque<>();

  private int full;
  private boolean ended;

  private RecordReader(Records records, int footer) {
    this.records = records;
    this.footer = footer;
  }

  /** Opens a file of text or an Excel workbook. */
  static RecordReader open(RawPart part, Source source) throws IOException {
    Layout layout = source.layout();
    if (part.packing() == Packing.XLSX) {
      return of(new SheetRecords(part, layout), source);
    }
    BufferedReader reader = part.reader();
    try {
      for (int i = 0; i < layout.skip(); i++) {
        reader.readLine();
      }
      CellSplitter splitter = new CellSplitter(source);
      Records records =
          splitter.byDelimiter()
              ? new Delimited(part, splitter, reader, layout.skip())
              : new Lines(part, splitter, reader, layout.skip());
      return of(records, source);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** The records of rows as a form of files has them. */
  static RecordReader of(Records records, Source source) {
    RecordReader own = new RecordReader(records, source.layout().footer());
    return source.layout().unpivot().isEmpty()
        ? own
        : new RecordReader(new UnpivotedRecords(own, source), 0);
  }

  /** After the last row: what was passed over below it. */
  List<RawRecord> footer() {
    return held.stream().filter(row -> !row.isNothing()).toList();
  }

  @Override
  public boolean hasNext() {
    while (!ended && full <= footer) {
      try {
        RawRecord next = records.next();
        ended = next == null;
        if (next != null) {
          held.add(next);
          full += next.isNothing() ? 0 : 1;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return full > footer;
  }

  @Override
  public RawRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RawRecord next = held.remove();
    full -= next.isNothing() ? 0 : 1;
    return next;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  /** Texts with a delimiter, whose quoted cells may go over several lines. */
  private static final class Delimited implements Records {

    private final RawPart part;
    private final CellSplitter splitter;
    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private final int skipped;
    private boolean broken;

    Delimited(RawPart part, CellSplitter splitter, BufferedReader reader, int skipped)
        throws IOException {
      this.part = part;
      this.splitter = splitter;
      this.parser = splitter.csv().parse(reader);
      this.rows = parser.iterator();
      this.skipped = skipped;
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
      while (!broken) {
        long before = skipped + parser.getCurrentLineNumber();
        CSVRecord row;
        try {
          if (!rows.hasNext()) {
            return null;
          }
          row = rows.next();
        } catch (UncheckedIOException | IllegalStateException e) {
          if (e.getCause() instanceof IOException io
              && !(io instanceof org.apache.commons.csv.CSVException)) {
            throw io;
          }
          broken = true;
          return RawRecord.broken(part, before + 1, LineTyper.OPEN_QUOTE);
        }
        List<String> cells = Arrays.asList(row.values());
        if (!splitter.isComment(cells.get(0))) {
          return RawRecord.of(part, line(cells), cells);
        }
      }
      return null;
    }

    private long line(List<String> cells) {
      long breaks = 0;
      for (String cell : cells) {
        breaks += cell.chars().filter(c -> c == '\n').count();
      }
      return skipped + parser.getCurrentLineNumber() - breaks;
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }
  }

  /** Texts whose cells are apart by blanks or have widths. */
  private static final class Lines implements Records {

    private final RawPart part;
    private final CellSplitter splitter;
    private final BufferedReader reader;
    private long line;

    Lines(RawPart part, CellSplitter splitter, BufferedReader reader, int skipped) {
      this.part = part;
      this.splitter = splitter;
      this.reader = reader;
      this.line = skipped;
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        if (!splitter.isComment(text)) {
          return RawRecord.of(part, line, splitter.split(text));
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
