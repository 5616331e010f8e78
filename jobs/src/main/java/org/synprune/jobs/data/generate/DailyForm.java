package org.synprune.jobs.data.generate;

import java.io.IOException;
import java.io.Writer;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Daily prices whose close is an autoregression of order 2 around a level: no forecast of the next
 * close has a lower mean absolute error than sigma times the square root of 2/pi. The open is the
 * close before, high and low enclose both, the volume is noise.
 */
enum DailyForm implements RawForm {
  /** A CoinMarketCap export: byte order mark, CRLF, quoted times, newest day first. */
  BITCOIN("bitcoin", "bitcoin_coinmarketcap_daily.csv", 399, "1d", 60_000, 1_200, 10),
  /** Kaggle's S and P 500 stock file: trading days, four decimals. */
  SP500("sp500", "AAPL_data.csv", 1259, "irregular", 120, 1.5, 4);

  private static final double PHI_1 = 1.2;
  private static final double PHI_2 = -0.3;
  private static final int WARM_UP = 200;

  private final String dataset;
  private final String fileName;
  private final long defaultRows;
  private final String resolution;
  private final double level;
  private final double sigma;
  private final int decimals;

  DailyForm(
      String dataset,
      String fileName,
      long defaultRows,
      String resolution,
      double level,
      double sigma,
      int decimals) {
    this.dataset = dataset;
    this.fileName = fileName;
    this.defaultRows = defaultRows;
    this.resolution = resolution;
    this.level = level;
    this.sigma = sigma;
    this.decimals = decimals;
  }

  @Override
  public String fileName() {
    return fileName;
  }

  @Override
  public long defaultRows() {
    return defaultRows;
  }

  /** Some 2,700 years. */
  @Override
  public long mostRows() {
    return 1_000_000;
  }

  @Override
  public GeneratedTruth write(Writer out, long rows, long seed) throws IOException {
    UniformRandomProvider random = RawForm.random(seed);
    ZigguratSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] close = closes((int) rows + 1, normal);
    if (this == BITCOIN) {
      out.write(
          "\uFEFFtimeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;"
              + "timestamp");
      LocalDate day = LocalDate.of(2025, 7, 14);
      for (int row = (int) rows; row >= 1; row--) {
        out.write(bitcoin(day, close[row - 1], close[row], normal));
        day = day.minusDays(1);
      }
    } else {
      out.write("date,open,high,low,close,volume,Name\n");
      LocalDate day = LocalDate.of(2013, 2, 8);
      for (int row = 1; row <= rows; row++) {
        out.write(stock(day, close[row - 1], close[row], normal));
        do {
          day = day.plusDays(1);
        } while (day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0);
      }
    }
    return new GeneratedTruth(
        dataset,
        rows,
        seed,
        "close",
        resolution,
        sigma * MEAN_ABSOLUTE,
        Map.of("level", level, "phi1", PHI_1, "phi2", PHI_2, "sigma", sigma),
        Map.of());
  }

  /** Rounded as they are written, so that the law holds for the written numbers. */
  private double[] closes(int count, ZigguratSampler normal) {
    double[] close = new double[count];
    double unit = Math.pow(10, -Math.min(decimals, 4));
    double before = 0;
    double last = 0;
    for (int i = -WARM_UP; i < count; i++) {
      double next = PHI_1 * last + PHI_2 * before + sigma * normal.sample();
      next = Math.rint((Math.max(next, -0.9 * level) + level) / unit) * unit - level;
      before = last;
      last = next;
      if (i >= 0) {
        close[i] = level + next;
      }
    }
    return close;
  }

  private String stock(LocalDate day, double open, double close, ZigguratSampler normal) {
    LineBuilder line = new LineBuilder('.');
    line.text(day.toString()).text(",");
    prices(line, ",", open, close, normal);
    long volume = Math.round(5e7 * Math.exp(0.4 * normal.sample()));
    return line.fixed(volume, 0).text(",AAPL\n").take();
  }

  /** With the line end before it: the last row of such an export has none after it. */
  private String bitcoin(LocalDate day, double open, double close, ZigguratSampler normal) {
    LineBuilder line = new LineBuilder('.').text("\r\n");
    for (String time : new String[] {"00:00:00.000", "23:59:59.999", "07:40:00.000"}) {
      line.text("\"" + day + "T" + time + "Z\";");
    }
    line.text("\"" + day + "T01:32:00.000Z\";\"2781\";");
    prices(line, ";", open, close, normal);
    line.fixed(Math.round(3e12 * Math.exp(0.4 * normal.sample())), 2).text(";");
    line.fixed(Math.round(close * 19.7e6 * 100), 2);
    return line.text(";\"" + day + "T23:59:59.999Z\"").take();
  }

  private void prices(
      LineBuilder line, String delimiter, double open, double close, ZigguratSampler normal) {
    double high = Math.max(open, close) + Math.abs(normal.sample()) * sigma / 4;
    double low = Math.min(open, close) - Math.abs(normal.sample()) * sigma / 4;
    double unit = Math.pow(10, decimals);
    for (double price : new double[] {open, high, low, close}) {
      line.fixed(Math.round(price * unit), decimals).text(delimiter);
    }
  }
}
