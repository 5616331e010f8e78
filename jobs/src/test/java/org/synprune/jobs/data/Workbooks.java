package org.synprune.jobs.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Excel files with numbers and dates as Excel has them. */
public final class Workbooks {

  private Workbooks() {}

  /**
   * Makes a workbook of one sheet.
   *
   * @param sheet the sheet's name
   * @param csv its cells: dates, times and times of the day in ISO form, numbers, and texts
   * @return the bytes of an {@code .xlsx} file
   */
  public static byte[] of(String sheet, String csv) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Workbook workbook = new Workbook(bytes, "synprune", "1.0");
    Worksheet worksheet = workbook.newWorksheet(sheet);
    String[] lines = csv.split("\n", -1);
    for (int row = 0; row < lines.length; row++) {
      String[] cells = lines[row].split(",", -1);
      for (int column = 0; column < cells.length; column++) {
        put(worksheet, row, column, cells[column]);
      }
    }
    workbook.finish();
    return bytes.toByteArray();
  }

  private static void put(Worksheet worksheet, int row, int column, String cell) {
    if (cell.matches("\\d{4}-\\d{2}-\\d{2}")) {
      worksheet.value(row, column, LocalDate.parse(cell));
      worksheet.style(row, column).format("yyyy-mm-dd").set();
    } else if (cell.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}")) {
      worksheet.value(row, column, LocalDateTime.parse(cell));
      worksheet.style(row, column).format("yyyy-mm-dd hh:mm").set();
    } else if (cell.matches("\\d{2}:\\d{2}")) {
      worksheet.value(row, column, LocalTime.parse(cell).toSecondOfDay() / 86_400.0);
      worksheet.style(row, column).format("hh:mm").set();
    } else if (cell.matches("-?[0-9.]+")) {
      worksheet.value(row, column, Double.parseDouble(cell));
    } else if (!cell.isEmpty()) {
      worksheet.value(row, column, cell);
    }
  }
}
