package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

  private final RawPart part;
  private final int skip;
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;

  SheetRecords(RawPart part, Layout layout) throws IOException {
    this.part = part;
    this.skip = layout.skip();
    try (InputStream bytes = part.path().storage().open(part.path().path())) {
      this.workbook = new ReadableWorkbook(bytes, new ReadingOptions(true, false));
    } catch (IOException | RuntimeException e) {
      // The readers of archives and of XML throw what they like.
      throw damaged(e);
    }
    try {
      this.stream = sheet(layout.sheet()).openStream();
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
      while (rows.hasNext()) {
        Row row = rows.next();
        if (row.getRowNum() > skip) {
          List<@Nullable Object> cells = new ArrayList<>();
          for (int i = 0; i < row.getCellCount(); i++) {
            cells.add(value(row.getCell(i)));
          }
          return RawRecord.of(part, row.getRowNum(), cells);
        }
      }
      return null;
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private static @Nullable Object value(@Nullable Cell cell) {
    if (cell == null || cell.getType() == CellType.EMPTY || cell.getValue() == null) {
      return null;
    }
    if (cell.getValue() instanceof java.math.BigDecimal number) {
      return isTime(cell.getDataFormatString()) ? cell.asDate() : (Object) number.doubleValue();
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
