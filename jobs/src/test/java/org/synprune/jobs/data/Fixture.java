package org.synprune.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.series.Series;

/** A data set of a test's own in a folder of its own. */
public final class Fixture {

  /** Hourly rows of two columns, {@code a} being the target, in a file of the plainest form. */
  public static final String HOURLY =
      """
      name = own
      description = "a test's own"
      target = a
      resolution = 1h
      columns = [a, b]
      max-fill = 2
      sources = [{
        files = [own.csv]
        missing = [""]
        time { columns = [time], pattern = "yyyy-MM-dd HH:mm" }
      }]
      recipes {
        strict { columns = [a, b], lags = [{ columns = [a], steps = [1, 2] }] }
        paper {
          columns = [a, b]
          lags = [{ columns = [a], steps = [2] }]
          leads = [{ columns = [a], steps = [1] }]
        }
      }
      """;

  final Path folder;
  private int lookback = 2;
  private int block = 65_536;
  private int tasks = 2;

  public Fixture(Path temp) {
    this.folder = temp;
  }

  public Fixture conf(String text) {
    return file("own.conf", text);
  }

  public Fixture file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public Fixture file(String name, byte[] bytes) {
    try {
      Files.write(folder.resolve(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Text of a raw file for {@link #HOURLY}: a counts in steps of a factor, modulo 17. */
  public static String hours(int count, int factor) {
    StringBuilder text = new StringBuilder("time,a,b\n");
    for (int i = 0; i < count; i++) {
      text.append(
          "2024-01-%02d %02d:00,%d,%d%n".formatted(1 + i / 24, i % 24, i * factor % 17, i % 5));
    }
    return text.toString();
  }

  public Fixture lookback(int rows) {
    this.lookback = rows;
    return this;
  }

  public Fixture block(int steps) {
    this.block = steps;
    return this;
  }

  Fixture tasks(int count) {
    this.tasks = count;
    return this;
  }

  public DatasetConf conf() {
    return DatasetConf.read(new ConfFolder(null), folder.resolve("own.conf").toString());
  }

  public PreparedSeries prepare(Protocol protocol) {
    return prepare(conf(), protocol);
  }

  public PreparedSeries prepare(DatasetConf conf, Protocol protocol) {
    return Prepare.in(LocalSpark.get())
        .dataset(conf)
        .protocol(protocol)
        .from(folder)
        .into(folder.resolve("series"))
        .maxLookback(lookback)
        .blockSteps(block)
        .partitions(tasks)
        .run();
  }

  public Series series(Protocol protocol) {
    return SeriesStore.read(LocalSpark.get(), prepare(protocol).folder());
  }

  public Series series(DatasetConf conf, Protocol protocol) {
    return SeriesStore.read(LocalSpark.get(), prepare(conf, protocol).folder());
  }

  /** Everything that lies under the folder of series, hidden files too. */
  public List<String> left() {
    Path root = folder.resolve("series");
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One column of a series in its own units. */
  static double[] raw(Series series, String feature, double mean, double sd) {
    int at = series.info().features().indexOf(feature);
    double[] raw = new double[series.info().rows()];
    for (int row = 0; row < raw.length; row++) {
      raw[row] = series.features()[row * series.width() + at] * sd + mean;
    }
    return raw;
  }

  /** One scaled column of a series. */
  static float[] column(Series series, String feature) {
    int at = series.info().features().indexOf(feature);
    float[] column = new float[series.info().rows()];
    for (int row = 0; row < column.length; row++) {
      column[row] = series.features()[row * series.width() + at];
    }
    return column;
  }
}
