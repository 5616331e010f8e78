package org.synprune.jobs.data.generate;

import java.io.IOException;
import java.io.Writer;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * UCI's air quality file: {@code ;}, decimal comma, {@code ;;} at each line's end, CRLF, -200 for
 * missing, 114 blank lines at the end. CO(GT) is a daily cycle plus an autoregression of order 1;
 * the other columns follow it with noise and say nothing of the next hour.
 */
final class AirQualityForm implements RawForm {

  private static final String[] COLUMNS = {
    "CO(GT)",
    "PT08.S1(CO)",
    "NMHC(GT)",
    "C6H6(GT)",
    "PT08.S2(NMHC)",
    "NOx(GT)",
    "PT08.S3(NOx)",
    "NO2(GT)",
    "PT08.S4(NO2)",
    "PT08.S5(O3)",
    "T",
    "RH",
    "AH"
  };

  private static final int[] DECIMALS = {1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 4};
  private static final double[] LEVEL = {
    0, 1000, 200, 9, 900, 220, 850, 110, 1450, 1000, 18, 49, 1
  };
  private static final double[] SLOPE = {1, 60, 40, 2, 60, 50, -60, 12, 50, 70, 0.5, -1, 0.02};
  private static final double[] NOISE = {0, 40, 30, 1, 40, 30, 40, 8, 60, 70, 1, 3, 0.05};

  /** Position of the column that is measured in the first tenth of the rows only. */
  private static final int NMHC = 2;

  private static final int BLANK_LINES = 114;
  private static final double MEAN = 3;
  private static final double AMPLITUDE = 1.2;
  private static final double PHI = 0.7;
  private static final double SIGMA = 0.3;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MM/uuuu;HH.mm.ss;", Locale.ROOT);

  @Override
  public String fileName() {
    return "AirQualityUCI.csv";
  }

  @Override
  public long defaultRows() {
    return 9357;
  }

  /** Some thousand years. */
  @Override
  public long mostRows() {
    return 10_000_000;
  }

  @Override
  public GeneratedTruth write(Writer out, long rows, long seed) throws IOException {
    UniformRandomProvider random = RawForm.random(seed);
    ZigguratSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    long[] missing = new long[COLUMNS.length];
    // Runs of missing values: of the sensors all at once, and of three analysers each by itself.
    Outage sensors = new Outage(random, 0.004, 10);
    Map<Integer, Outage> analysers =
        Map.of(
            0, new Outage(random, 0.03, 6),
            5, new Outage(random, 0.03, 6),
            7, new Outage(random, 0.03, 6));
    out.write("Date;Time;" + String.join(";", COLUMNS) + ";;\r\n");
    LineBuilder line = new LineBuilder(',');
    LocalDateTime time = LocalDateTime.of(2004, 3, 10, 18, 0);
    double deviation = 0;
    for (long row = 0; row < rows; row++) {
      double cycle = cycle(time.getHour());
      double co =
          Math.max(1, Math.rint(10 * (cycle + PHI * deviation + SIGMA * normal.sample()))) / 10;
      deviation = co - cycle;
      boolean down = sensors.next();
      line.text(TIME.format(time));
      for (int c = 0; c < COLUMNS.length; c++) {
        double value = LEVEL[c] + SLOPE[c] * (c == 0 ? co : co - MEAN) + NOISE[c] * normal.sample();
        boolean analyser = analysers.containsKey(c);
        boolean gone = c == NMHC ? row > rows / 10 : analyser ? analysers.get(c).next() : down;
        if (gone) {
          missing[c]++;
          line.text("-200");
        } else {
          double unit = Math.pow(10, DECIMALS[c]);
          line.fixed(Math.max(0, Math.round(value * unit)), DECIMALS[c]);
        }
        line.text(";");
      }
      out.write(line.text(";\r\n").take());
      time = time.plusHours(1);
    }
    for (int i = 0; i < BLANK_LINES; i++) {
      out.write(";".repeat(COLUMNS.length + 3) + "\r\n");
    }
    return truth(rows, seed, missing);
  }

  private static double cycle(int hour) {
    return MEAN + AMPLITUDE * Math.sin(2 * Math.PI * (hour - 6) / 24);
  }

  private static GeneratedTruth truth(long rows, long seed, long[] missing) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int c = 0; c < COLUMNS.length; c++) {
      counts.put(COLUMNS[c], missing[c]);
    }
    // Writing one decimal adds an even error of width 0.1.
    double sd = Math.sqrt(SIGMA * SIGMA + 0.01 / 12);
    return new GeneratedTruth(
        "air-quality",
        rows,
        seed,
        "CO(GT)",
        "1h",
        sd * MEAN_ABSOLUTE,
        Map.of("mean", MEAN, "amplitude", AMPLITUDE, "peakHour", 12.0, "phi", PHI, "sigma", SIGMA),
        counts);
  }
}
