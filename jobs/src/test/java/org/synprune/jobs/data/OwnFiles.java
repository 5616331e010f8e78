package org.synprune.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.RowTimes;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** Files of one column {@code value}, as people have them, and what is made of them. */
final class OwnFiles {

  /** Rows of the plainest file. */
  static final int ROWS = 40;

  private final Fixture fixture;
  private String resolution = "1d";
  private String source = "time { columns = [date], pattern = \"yyyy-MM-dd\" }";
  private String files = "files = [own.csv]";
  private String columns = "value";
  private String calendar = "";
  private String more = "";

  OwnFiles(Path temp) {
    this.fixture = new Fixture(temp).lookback(1);
  }

  OwnFiles resolution(String text) {
    this.resolution = text;
    return this;
  }

  OwnFiles source(String keys) {
    this.source = keys;
    return this;
  }

  OwnFiles files(String key) {
    this.files = key;
    return this;
  }

  OwnFiles columns(String names) {
    this.columns = names;
    return this;
  }

  OwnFiles calendar(String names) {
    this.calendar = "calendar = [" + names + "]";
    return this;
  }

  OwnFiles more(String keys) {
    this.more = keys;
    return this;
  }

  OwnFiles file(String text) {
    fixture.file("own.csv", text);
    return this;
  }

  OwnFiles file(String name, byte[] bytes) {
    fixture.file(name, bytes);
    return this;
  }

  /** A header and rows. */
  static String rows(String header, int count, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < count; i++) {
      text.append(row.apply(i)).append('\n');
    }
    return text.toString();
  }

  /** The value of a row of the plainest file. */
  static double value(int row) {
    return 50 + row * 7 % 13;
  }

  /** A day for each row, from 1 January 2023. */
  static String day(int row) {
    return java.time.LocalDate.of(2023, 1, 1).plusDays(row).toString();
  }

  /** The plainest file. */
  static String plain() {
    return rows("date,value", ROWS, row -> day(row) + "," + value(row));
  }

  private void writeConf() {
    String target = columns.split(",", -1)[0].strip();
    fixture.conf(
        """
        name = own
        description = "a file as people have it"
        target = %s
        resolution = %s
        columns = [%s]
        %s
        sources = [{
          %s
          %s
        }]
        recipes.strict { columns = [%s]
          %s }
        """
            .formatted(target, resolution, columns, more, files, source, columns, calendar));
  }

  PreparedSeries prepared() {
    writeConf();
    return fixture.prepare(Protocol.STRICT);
  }

  Series series() {
    return SeriesStore.read(LocalSpark.get(), prepared().folder());
  }

  /** The measured target of each row, NaN where it was filled. */
  List<Double> values() {
    Series series = series();
    List<Double> values = new ArrayList<>();
    for (int row = 0; row < series.info().rows(); row++) {
      values.add(series.observed()[row] ? series.rawTarget()[row] : Double.NaN);
    }
    return values;
  }

  List<LocalDateTime> times() {
    PreparedSeries prepared = prepared();
    RowTimes times = RowTimes.read(LocalSpark.get(), StoredSeries.of(prepared.folder()));
    List<LocalDateTime> all = new ArrayList<>();
    for (int row = 0; row < prepared.rows(); row++) {
      all.add(times.of(row));
    }
    return all;
  }

  List<String> warnings() {
    return prepared().warnings();
  }

  List<String> left() {
    return fixture.left();
  }

  /** Checks that the rows are those of the plainest file. */
  void isPlain() {
    assertThat(values()).isEqualTo(IntStream.range(0, ROWS).mapToObj(OwnFiles::value).toList());
    assertThat(times().get(0)).hasToString("2023-01-01T00:00");
  }

  /** Checks that the file is refused in one line with these parts, and nothing is left of it. */
  void refused(String... parts) {
    List<String> before = fixture.left();
    assertThatThrownBy(this::prepared)
        .isInstanceOf(BadInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n", "\0"));
    assertThat(fixture.left()).isEqualTo(before);
  }
}
