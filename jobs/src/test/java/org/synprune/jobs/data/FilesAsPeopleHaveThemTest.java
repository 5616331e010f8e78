package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are read however people split, pack, encode and call them. */
class FilesAsPeopleHaveThemTest {

  private static final String DATE = " time { columns = [date], pattern = \"yyyy-MM-dd\" }";

  @TempDir Path temp;
  private OwnFiles own;

  @BeforeEach
  void start() {
    own = new OwnFiles(temp);
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
    own.isPlain();
    own.files("parts = [\"m*.csv\"]");
    own.isPlain();
    assertThat(own.prepared().source()).isEqualTo("m8.csv, m9.csv, m10.csv and 1 more");
    // Columns in another order in one of them.
    own.file(
        "m9.csv",
        rows("value,date", 10, i -> value(10 + i) + "," + day(10 + i))
            .getBytes(StandardCharsets.UTF_8));
    own.isPlain();
    own.file(
        "m10.csv",
        parts[2].replace("2023-01-25,", "2023-01-25,x").getBytes(StandardCharsets.UTF_8));
    own.refused("m10.csv, line 6, column 'value'");
    own.files("parts = [\"m[8.csv\"]");
    own.refused("'parts': 'm[8.csv' is no pattern");
    own.files("parts = [\"x*.csv\"]");
    own.refused("expected one of x*.csv");
    own.files("parts = [m8.csv, m12.csv]");
    own.refused("no file m12.csv, expected each of 'parts'");
  }

  @Test
  void partsMayBeInAFolderOfTheirOwn() throws IOException {
    Files.createDirectory(temp.resolve("y"));
    for (int part = 0; part < 2; part++) {
      int from = part * 20;
      String text = rows("date,value", 20, i -> day(from + i) + "," + value(from + i));
      own.file("y/m" + (part + 9) + ".csv", text.getBytes(StandardCharsets.UTF_8));
    }
    own.files("parts = [\"y/*.csv\"]");
    own.isPlain();
    own.files("parts = [\"*/m9.csv\"]");
    own.refused("expected one of files in one folder");
  }

  @Test
  void filesThatAreNotReadAreTold() {
    own.files("files = [own.csv, m1.csv, m2.csv, own.csv.gz]")
        .file(plain())
        .file("m1.csv", new byte[0])
        .file("own.csv.gz", new byte[0]);
    own.isPlain();
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
    own.isPlain();
    own.file("data.bin", packed(BZip2CompressorOutputStream::new));
    own.isPlain();
    own.file("data.bin", packed(ZstdOutputStream::new));
    own.isPlain();
    own.file("data.bin", packed(out -> zip(out, "__MACOSX/._a.csv", "folder/", "folder/a.csv")));
    own.isPlain();
    own.files("files = [DATA.CSV.GZ]").file("DATA.CSV.GZ", packed(GZIPOutputStream::new));
    own.isPlain();
    own.files("files = [plain.gz]").file("plain.gz", plain().getBytes(StandardCharsets.UTF_8));
    own.isPlain();
  }

  @Test
  void oneFileOfAnArchiveIsChosen() throws IOException {
    own.file("all.zip", packed(out -> zip(out, "b.csv", "in/c.csv", "d/c.csv", "in/a.csv")));
    for (String member : List.of("a.csv", "in/a.csv")) {
      own.files("files = [all.zip], member = \"" + member + "\"");
      own.isPlain();
    }
    own.file("all.zip", packed(out -> zip(out, "b.csv", "old/a.csv", "a.csv")));
    own.files("files = [all.zip], member = a.csv");
    own.isPlain();
    own.file("all.zip", packed(out -> zip(out, "b.csv", "in/c.csv", "d/c.csv", "in/a.csv")));
    own.files("files = [all.zip], member = x.csv");
    own.refused(
        "all.zip: is a zip archive of 4 files (b.csv, in/c.csv,", "none of which is", "x.csv");
    own.files("files = [all.zip], member = c.csv");
    own.refused("several of which are member 'c.csv'");
  }

  @Test
  void archivesOfSeveralFilesAndOtherFormsAreCalledWhatTheyAre() throws IOException {
    own.files("files = [data.bin]").file("data.bin", packed(out -> zip(out, "b.csv", "a.csv")));
    own.refused(
        "data.bin: is a zip archive of 2 files (b.csv, a.csv), expected 'member' (init: --member) to name one of"
            + " them");
    own.file("data.bin", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0, 0, 0});
    own.refused("data.bin: is an Excel file of the old form");
    own.file("data.bin", new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0});
    own.refused("data.bin, line 1", "it holds NUL bytes");
    own.file("data.bin", "PK\3\4 but no archive".getBytes(StandardCharsets.ISO_8859_1));
    own.refused("data.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "IBM037"})
  void textsOfWideCharactersAreRead(String charset) {
    own.source("charset = " + charset + "," + DATE)
        .file("own.csv", plain().getBytes(Charset.forName(charset)));
    own.isPlain();
  }

  @Test
  void aByteOrderMarkSaysTheCharacterSet() {
    own.file("own.csv", ("\uFEFF" + plain()).getBytes(StandardCharsets.UTF_16LE));
    own.isPlain();
    own.source("charset = windows-1252," + DATE)
        .file("own.csv", ("\uFEFF" + plain()).getBytes(StandardCharsets.UTF_8));
    own.isPlain();
    own.columns("\"größe\"")
        .source(DATE)
        .file("own.csv", plain().replace("value", "größe").getBytes(StandardCharsets.ISO_8859_1));
    own.refused("no column 'größe'", "charset = \"windows-1252\"");
    own.source("charset = ISO-8859-1," + DATE);
    own.isPlain();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"_own.csv", ".own.csv", "2023-01-01T10:00.csv", "a b,c.csv", "[own]*.csv"})
  void namesMayBeAnything(String name) {
    own.files("files = [\"" + name + "\"]").file(name, plain().getBytes(StandardCharsets.UTF_8));
    own.isPlain();
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
    own.isPlain();
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

  /** As pandas writes it: nanoseconds, names of any kind, numbers that are none. */
  @Test
  void parquetOfPandasIsRead() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional int64 date (TIMESTAMP(NANOS,false)); optional double Value;"
                + " optional double value; optional double rate; }");
    own.files("files = [own.parquet]").source("time { columns = [date] }");
    parquet(schema, "own.parquet", 1);
    own.isPlain();
    own.columns("value, rate");
    own.isPlain();
    parquet(schema, "own.parquet", Double.POSITIVE_INFINITY);
    own.refused("column 'rate': is 'Infinity', expected a number");
    own.source("missing = [Infinity], time { columns = [date] }");
    own.isPlain();
    own.columns("value").source("footer = 1, time { columns = [date] }");
    own.refused("own.parquet: is a Parquet file, expected none of 'skip', 'footer'");
    own.source("time { columns = [date] }").files("files = [_own.parquet]");
    parquet(schema, "_own.parquet", 1);
    own.refused("_own.parquet: begins with '_', which Spark passes over");
    own.source("names = [date, Close, value, rate], time { columns = [date] }");
    own.files("files = [own.parquet]");
    own.isPlain();
  }

  private void parquet(MessageType schema, String name, double rate) throws IOException {
    Files.deleteIfExists(temp.resolve(name));
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(temp.resolve(name).toUri()), new Configuration()))
            .withType(schema)
            .build()) {
      for (int i = 0; i < ROWS; i++) {
        Group row = new SimpleGroup(schema);
        row.add("date", LocalDate.parse(day(i)).toEpochDay() * 86_400_000_000_000L);
        row.add("Value", -1.0);
        row.add("value", value(i));
        row.add("rate", i == 5 ? rate : i);
        writer.write(row);
      }
    }
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
    own.isPlain();
    own.source("sheet = Other, time { columns = [date] }");
    own.refused("own.xlsx: no sheet 'Other', expected one of Data");
  }
}
