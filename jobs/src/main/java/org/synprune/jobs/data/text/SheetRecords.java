package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.Layout;

/** The rows of a sheet of an Excel workbook. */
final class SheetRecords implements RecordReader.Records {

  /** Rows that a sheet can have. */
  private static final int MOST_ROWS = 1 << 20;

  private final RawPart part;
  private final int skip;
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final String comment;
  private final Set<Integer> comments = new HashSet<>();
  private @Nullable RawRecord ahead;
  private int last;

  SheetRecords(RawPart part, Layout layout) throws IOException {
    this.part = part;
    this.skip = layout.skip();
    this.comment = layout.comment();
    try (InputStream bytes = part.path().storage().open(part.path().path())) {
      this.workbook = new ReadableWorkbook(bytes, new ReadingOptions(true, false));
    } catch (IOException | RuntimeException e) {
      // The readers of archives and of XML throw what they like.
      throw damaged(e);
    }
    try {
      this.stream = sheet(layout.within().sheet()).openStream();
      this.rows = stream.iterator();
    } catch (BadInputException e) {
      workbook.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw damaged(e);
    }
  }

  private BadInputException damaged(Exception e) {
    return new BadInputException(
        part.path() + ": is a damaged Excel file, expected one that Excel opens", e);
  }

  private Sheet sheet(String name) {
    if (name.isEmpty()) {
      return workbook.getFirstSheet();
    }
    return workbook
        .findSheet(name)
        .orElseThrow(
            () ->
                new BadInputException(
                    part.path()
                        + ": no sheet '"
                        + name
                        + "', expected one of "
                        + workbook
                            .getSheets()
                            .map(Sheet::getName)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public @Nullable RawRecord next() throws IOException {
    try {
      while (ahead == null && rows.hasNext()) {
        Row row = rows.next();
        if (row.getRowNum() > MOST_ROWS) {
          throw damaged(new IOException("row " + row.getRowNum()));
        }
        if (row.getRowNum() > skip && isComment(row)) {
          comments.add(row.getRowNum());
        } else if (row.getRowNum() > skip) {
          List<@Nullable Object> cells = new ArrayList<>();
          for (int i = 0; i < row.getCellCount(); i++) {
            cells.add(value(row.getCell(i)));
          }
          ahead = RawRecord.of(part, row.getRowNum(), cells);
        }
      }
      RawRecord next = ahead;
      if (next == null) {
        return null;
      }
      // A file leaves out rows without anything in them.
      last = last == 0 ? (int) next.line() : last + 1;
      while (comments.remove(last)) {
        last++;
      }
      if (last < next.line()) {
        return RawRecord.of(part, last, List.of());
      }
      ahead = null;
      return next;
    } catch (BadInputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private boolean isComment(Row row) {
    return !comment.isEmpty()
        && row.getCellCount() > 0
        && value(row.getCell(0)) instanceof String text
        && text.startsWith(comment);
  }

  private static @Nullable Object value(@Nullable Cell cell) {
    if (cell == null || cell.getType() == CellType.EMPTY || cell.getValue() == null) {
      return null;
    }
    if (cell.getValue() instanceof BigDecimal number) {
      if (!isTime(cell.getDataFormatString())) {
        return number.doubleValue();
      }
      // Days since 1900: less than one is a time of the day.
      LocalDateTime time = cell.asDate();
      boolean ofDay = number.signum() >= 0 && number.compareTo(BigDecimal.ONE) < 0;
      return ofDay ? (Object) time.toLocalTime() : time;
    }
    return cell.getValue().toString();
  }

  /** Whether a cell's format has years, days or hours outside of quotes and brackets. */
  private static boolean isTime(@Nullable String format) {
    return format != null
        && format.replaceAll("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "").matches("(?i).*(y|d|h:|:ss).*");
  }

  @Override
  public void close() throws IOException {
    stream.close();
    workbook.close();
  }
}
