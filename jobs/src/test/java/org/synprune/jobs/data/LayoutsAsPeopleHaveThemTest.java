package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.OwnFiles.ROWS;
import static org.synprune.jobs.data.OwnFiles.day;
import static org.synprune.jobs.data.OwnFiles.plain;
import static org.synprune.jobs.data.OwnFiles.rows;
import static org.synprune.jobs.data.OwnFiles.value;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synprune.jobs.BadInputException;

/** Rows are found wherever people's files have them. */
class LayoutsAsPeopleHaveThemTest {

  private static final String DATE = " time { columns = [date], pattern = \"yyyy-MM-dd\" }";

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
  }

  private void isPlain() {
    assertThat(own.values()).isEqualTo(IntStream.range(0, ROWS).mapToObj(OwnFiles::value).toList());
    assertThat(own.times().get(0)).hasToString("2023-01-01T00:00");
  }

  private void refused(String... parts) {
    List<String> before = own.left();
    assertThatThrownBy(own::prepared)
        .isInstanceOf(BadInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n", "\0"));
    assertThat(own.left()).isEqualTo(before);
  }

  @Test
  void linesAboveTheNamesAreSkippedOrComments() {
    String file = "# made by a logger\n# unit: MW, \"as is\n" + plain();
    own.file(file);
    refused("line 1: no column 'date', found # made by a logger", "comment = \"#\"", "skip = N");
    own.source("comment = \"#\"," + DATE);
    isPlain();
    own.source("skip = 2," + DATE);
    isPlain();
  }

  @Test
  void commentsMayStandBetweenRows() {
    own.source("comment = \"//\"," + DATE)
        .file(plain().replace("\n2023-01-05", "\n// stopped, \"restarted\n2023-01-05"));
    isPlain();
  }

  @Test
  void threeLinesOfNamesAreSkippedAndNamed() {
    own.file("Price,value\nTicker,ABC\nDate,\n" + plain().replaceFirst("date,value\n", ""))
        .source("time { columns = [Price], pattern = \"yyyy-MM-dd\" }");
    refused("line 2, column 'Price': is 'Ticker'", "the rows begin at line 4: skip = 3");
    own.source("skip = 3, names = [date, value]," + DATE);
    isPlain();
  }

  @Test
  void aFileWithoutNamesIsGivenThem() {
    own.file(plain().replaceFirst("date,value\n", ""));
    refused("line 1: no column 'date'", "'names' gives them where there are none");
    own.source("names = [date, value]," + DATE);
    isPlain();
  }

  @Test
  void aFooterIsPassedOver() {
    own.file(plain() + "\nSource: someone\nAs of 2024, \"draft\"\n");
    refused("line 43: 1 cells, expected 2", "footer = 2 passes over the last lines");
    own.source("footer = 2," + DATE);
    isPlain();
  }

  @Test
  void cellsAreApartByBlanks() {
    own.source("delimiter = \" \"," + DATE)
        .file(plain().replace(",", "   ").replace("date   ", "date "));
    refused("delimiter = blanks");
    own.source("delimiter = blanks," + DATE).file("  " + plain().replace(",", " \t  "));
    isPlain();
  }

  @Test
  void cellsHaveWidths() {
    own.source("widths = [10, 6], names = [date, value]," + DATE)
        .file(
            rows("", ROWS, i -> day(i) + String.format(java.util.Locale.ROOT, "%6.1f", value(i)))
                .substring(1));
    isPlain();
  }

  @Test
  void aNoteMayGoOverLines() {
    own.file(
        rows(
            "date,value,note",
            ROWS,
            i -> day(i) + "," + value(i) + ",\"" + (i == 20 ? "two\nlines, even" : "one") + "\""));
    isPlain();
    own.file(
        rows("date,value,note", ROWS, i -> day(i) + "," + value(i) + "," + (i == 20 ? "\"" : "x")));
    refused("line 22: a quote isn't closed");
  }

  @Test
  void badLinesBelowALongNoteAreCountedRight() {
    own.file(
        rows(
            "date,value,note",
            ROWS,
            i ->
                day(i)
                    + ","
                    + (i == 30 ? "x" : value(i))
                    + ",\""
                    + (i == 20 ? "two\n\nlines" : "one")
                    + "\""));
    refused("line 34, column 'value': is 'x'");
  }

  private static String many() {
    return rows(
        "date,id,value",
        2 * ROWS,
        i -> day(i / 2) + "," + "AB".charAt(i % 2) + "," + (value(i / 2) + i % 2 * 100));
  }

  @Test
  void oneOfManySeriesIsChosen() {
    own.file(many());
    refused("line 3, column 'date'", "where { \"id\" = \"B\" } chooses", "'pivot' makes columns");
    own.source("where { id = A }," + DATE);
    isPlain();
    own.source("where { id = [Z] }," + DATE);
    refused("no rows", "Z");
  }

  @Test
  void manySeriesBecomeColumns() {
    own.columns("A, B").source("pivot { names = id, values = value }," + DATE).file(many());
    isPlain();
    assertThat(own.warnings()).isEmpty();
    assertThat(own.series().width()).isEqualTo(2);
    assertThat(own.prepared().inputRows()).isEqualTo(ROWS);
    // All of A, then all of B, some of B missing.
    String apart =
        rows("date,id,value", ROWS, i -> day(i) + ",A," + value(i))
            + rows("date,id,value", ROWS, i -> day(i) + (i % 9 == 4 ? ",C,1" : ",B," + i));
    own.file(apart);
    isPlain();
    assertThat(own.prepared().missing()).containsEntry("A", 0L).containsEntry("B", 4L);
    own.file(apart + day(3) + ",B,7\n");
    refused("line 83, column 'date': the time 2023-01-04T00:00 is in line 46 already");
  }

  @Test
  void aSeriesInARowBecomesRows() {
    StringBuilder wide = new StringBuilder("id,unit");
    StringBuilder one = new StringBuilder("\nY1,t");
    StringBuilder two = new StringBuilder("\nY2,t");
    for (int i = 0; i < ROWS; i++) {
      wide.append(",").append(1950 + i);
      one.append(",").append(i > 35 ? "" : i == 7 ? "" : value(i));
      two.append(",").append(i);
    }
    own.resolution("1y")
        .source(
            "unpivot { ids = [id, unit] }, where { id = Y1 }, missing = [\"\"],"
                + " time { columns = [column], pattern = yyyy }")
        .file(wide.append(one).append(two).append('\n').toString());
    assertThat(own.values()).hasSize(36);
    assertThat(own.values().get(7)).isNaN();
    assertThat(own.values().get(35)).isEqualTo(value(35));
    assertThat(own.times().get(0)).hasToString("1950-01-01T00:00");
  }

  @Test
  void severalFilesAreOneSeries() {
    String[] parts = new String[4];
    for (int part = 0; part < 4; part++) {
      int from = part * 10;
      parts[part] = rows("date,value", 10, i -> day(from + i) + "," + value(from + i));
      own.file("m" + (part + 8) + ".csv", parts[part].getBytes(StandardCharsets.UTF_8));
    }
    own.files("parts = [m8.csv, m9.csv, m10.csv, m11.csv]");
    isPlain();
    own.files("parts = [\"m*.csv\"]");
    isPlain();
    assertThat(own.prepared().source()).isEqualTo("m8.csv, m9.csv, m10.csv and 1 more");
    // Columns in another order in one of them.
    own.file(
        "m9.csv",
        rows("value,date", 10, i -> value(10 + i) + "," + day(10 + i))
            .getBytes(StandardCharsets.UTF_8));
    isPlain();
    own.file(
        "m10.csv",
        parts[2].replace("2023-01-25,", "2023-01-25,x").getBytes(StandardCharsets.UTF_8));
    refused("m10.csv, line 6, column 'value'");
    own.files("parts = [m8.csv, m12.csv]");
    refused("no file m12.csv, expected each of 'parts'");
  }

  @Test
  void filesThatAreNotReadAreTold() {
    own.files("files = [own.csv, m1.csv, m2.csv, own.csv.gz]")
        .file(plain())
        .file("m1.csv", new byte[0])
        .file("own.csv.gz", new byte[0]);
    isPlain();
    assertThat(own.warnings())
        .singleElement()
        .asString()
        .contains("only own.csv is read", "not m1.csv", "'parts'");
  }

  private interface Packer {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.open(bytes)) {
      out.write(plain().getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static OutputStream zip(OutputStream out, String... names) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (String name : names) {
      zip.putNextEntry(new ZipEntry(name));
    }
    return zip;
  }

  @Test
  void packedFilesAreUnpackedWhateverTheyAreCalled() throws IOException {
    own.files("files = [data.bin]");
    own.file("data.bin", packed(GZIPOutputStream::new));
    isPlain();
    own.file("data.bin", packed(BZip2CompressorOutputStream::new));
    isPlain();
    own.file("data.bin", packed(ZstdOutputStream::new));
    isPlain();
    own.file("data.bin", packed(out -> zip(out, "__MACOSX/._a.csv", "folder/", "folder/a.csv")));
    isPlain();
    own.files("files = [DATA.CSV.GZ]").file("DATA.CSV.GZ", packed(GZIPOutputStream::new));
    isPlain();
    own.files("files = [plain.gz]").file("plain.gz", plain().getBytes(StandardCharsets.UTF_8));
    isPlain();
  }

  @Test
  void archivesOfSeveralFilesAndOtherFormsAreCalledWhatTheyAre() throws IOException {
    own.files("files = [data.bin]").file("data.bin", packed(out -> zip(out, "b.csv", "a.csv")));
    refused("data.bin: is a zip archive of 2 files (b.csv, a.csv), expected one of a single file");
    own.file("data.bin", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0, 0, 0});
    refused("data.bin: is an Excel file of the old form");
    own.file("data.bin", new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0});
    refused("data.bin, line 1", "it holds NUL bytes");
    own.file("data.bin", "PK\3\4 but no archive".getBytes(StandardCharsets.ISO_8859_1));
    refused("data.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "IBM037"})
  void textsOfWideCharactersAreRead(String charset) {
    own.source("charset = " + charset + "," + DATE)
        .file("own.csv", plain().getBytes(Charset.forName(charset)));
    isPlain();
  }

  @Test
  void aByteOrderMarkSaysTheCharacterSet() {
    own.file("own.csv", ("\uFEFF" + plain()).getBytes(StandardCharsets.UTF_16LE));
    isPlain();
    own.source("charset = windows-1252," + DATE)
        .file("own.csv", ("\uFEFF" + plain()).getBytes(StandardCharsets.UTF_8));
    isPlain();
    own.columns("\"größe\"")
        .source(DATE)
        .file("own.csv", plain().replace("value", "größe").getBytes(StandardCharsets.ISO_8859_1));
    refused("no column 'größe'", "charset = \"windows-1252\"");
    own.source("charset = ISO-8859-1," + DATE);
    isPlain();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"_own.csv", ".own.csv", "2023-01-01T10:00.csv", "a b,c.csv", "[own]*.csv"})
  void namesMayBeAnything(String name) {
    own.files("files = [\"" + name + "\"]").file(name, plain().getBytes(StandardCharsets.UTF_8));
    isPlain();
  }

  @Test
  void columnsMayBeCalledAnything() {
    own.columns("target, Target, row, \"time\", split, close, Close")
        .file(
            rows(
                "date,Target,target,row,time,split,close,Close",
                ROWS,
                i -> day(i) + ",1," + value(i) + "," + i + ",2,3," + -i + "," + 2 * i));
    isPlain();
    assertThat(own.prepared().info().features())
        .containsExactly("target", "Target", "row", "time", "split", "close", "Close");
    var series = own.series();
    // Equal up to sign and factor before scaling, so equal or opposite after it.
    for (int row = 0; row < ROWS; row++) {
      int at = row * series.width();
      assertThat(series.features()[at]).isEqualTo(series.target()[row]);
      assertThat(series.features()[at + 5]).isEqualTo(-series.features()[at + 2]);
      assertThat(series.features()[at + 6]).isEqualTo(series.features()[at + 2]);
    }
  }

  @Test
  void invisibleBlanksInNamesAndCellsArePassedOver() {
    own.file(plain().replace("date,value", "\u200bdate,value\u00a0").replace("\n2", "\n\u00a02"));
    isPlain();
    assertThat(own.warnings()).singleElement().asString().contains("'date'", "U+200B");
  }

  @Test
  void parquetIsRead() {
    var rows =
        LocalSpark.get()
            .range(0, ROWS, 1, 3)
            .select(
                functions.expr("date_add(DATE'2023-01-01', CAST(id AS INT))").as("date"),
                functions.expr("CAST(50 + id * 7 % 13 AS FLOAT)").as("value"));
    rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(temp.resolve("p").toString());
    own.files("files = [own.parquet]").source("time { columns = [date] }");
    copyOnly(temp.resolve("p"), temp.resolve("own.parquet"));
    isPlain();
    rows.withColumn("date", functions.expr("CAST(date AS TIMESTAMP_NTZ)"))
        .withColumn("value", functions.expr("if(value = 51, null, CAST(value AS DECIMAL(9,2)))"))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(temp.resolve("p").toString());
    copyOnly(temp.resolve("p"), temp.resolve("own.parquet"));
    assertThat(own.times().get(39)).hasToString("2023-02-09T00:00");
    assertThat(own.values().get(0)).isEqualTo(50);
    assertThat(own.values().stream().filter(v -> v.isNaN()).count())
        .isEqualTo(IntStream.range(0, ROWS).filter(i -> value(i) == 51).count());
  }

  private static void copyOnly(Path folder, Path to) {
    try (var files = Files.list(folder)) {
      Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.copy(file, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void excelIsRead() throws IOException {
    own.files("files = [own.xlsx]").source("time { columns = [date] }");
    own.file("own.xlsx", Workbooks.of("Data", plain()));
    isPlain();
    own.source("sheet = Other, time { columns = [date] }");
    refused("own.xlsx: no sheet 'Other', expected one of Data");
  }

  @Test
  void numbersAreReadAsTheKeysSay() {
    own.file(
        rows("date,value", ROWS, i -> day(i) + ",\"$" + "1," + (100 + i) + ".50\"")
            .replace("$1,105.50", "($1,105.50)"));
    refused(
        "line 2, column 'value': is '$1,100.50', expected a number", "thousands = \",\"", "strip");
    own.source("thousands = \",\", strip = [\"$\"], brackets = true," + DATE);
    List<Double> values = own.values();
    assertThat(values.get(0)).isEqualTo(1100.5);
    assertThat(values.get(5)).isEqualTo(-1105.5);
  }
}
