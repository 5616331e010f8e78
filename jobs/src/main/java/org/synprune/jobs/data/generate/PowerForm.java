package org.synprune.jobs.data.generate;

import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * UCI's household power file by the minute: {@code ;}, {@code d/m/yyyy}, {@code ?} and an empty
 * last cell where nothing was measured.
 *
 * <p>Global_active_power is a daily cycle plus an autoregression of order 1 by the minute, so the
 * floor by the minute is sigma times the square root of 2/pi. Its hourly means are the mean of the
 * cycle plus an ARMA(1,1), whose innovation variance follows from the autocovariances of the means;
 * that is the floor by the hour.
 *
 * @param dataset the data set that the floor is stated for
 * @param resolution its resolution, {@code 1m} or {@code 1h}
 */
record PowerForm(String dataset, String resolution) implements RawForm {

  private static final String[] COLUMNS = {
    "Global_active_power",
    "Global_reactive_power",
    "Voltage",
    "Global_intensity",
    "Sub_metering_1",
    "Sub_metering_2",
    "Sub_metering_3"
  };

  private static final double MEAN = 1.2;
  private static final double AMPLITUDE = 0.5;
  private static final double PHI = 0.995;
  private static final double SIGMA = 0.015;
  private static final int DAY = 1440;

  /** A row count from which on a day and a half is missing in the middle. */
  private static final long LONG_ENOUGH_FOR_A_GAP = 50_000;

  private static final long GAP = 2160;

  @Override
  public String fileName() {
    return "household_power_consumption.txt";
  }

  @Override
  public long defaultRows() {
    return 2_075_259;
  }

  /** Some thousand years. */
  @Override
  public long mostRows() {
    return 500_000_000;
  }

  @Override
  public GeneratedTruth write(Writer out, long rows, long seed) throws IOException {
    UniformRandomProvider random = RawForm.random(seed);
    ZigguratSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    Outage outage = new Outage(random, 0.00018, 60);
    double[] cycle = cycle();
    String[] clock = clock();
    out.write("Date;Time;" + String.join(";", COLUMNS) + "\n");
    LineBuilder line = new LineBuilder('.');
    LocalDate day = LocalDate.of(2006, 12, 16);
    String date = date(day);
    int minute = 17 * 60 + 24;
    double deviation = SIGMA / Math.sqrt(1 - PHI * PHI) * normal.sample();
    long missing = 0;
    for (long row = 0; row < rows; row++) {
      double next = cycle[minute] + PHI * deviation + SIGMA * normal.sample();
      long watts = Math.max(50, Math.round(1000 * next));
      deviation = watts / 1000.0 - cycle[minute];
      boolean inGap = rows >= LONG_ENOUGH_FOR_A_GAP && row >= rows / 2 && row < rows / 2 + GAP;
      line.text(date).text(clock[minute]);
      if (outage.next() || inGap) {
        missing++;
        line.text("?;?;?;?;?;?;\n");
      } else {
        values(line, watts, random, normal);
      }
      out.write(line.take());
      if (++minute == DAY) {
        minute = 0;
        day = day.plusDays(1);
        date = date(day);
      }
    }
    return truth(rows, seed, missing);
  }

  private static void values(
      LineBuilder line, long watts, UniformRandomProvider random, ZigguratSampler normal) {
    double volts = Math.min(254, Math.max(223.2, 240.8 + 3.2 * normal.sample()));
    line.fixed(watts, 3).text(";");
    line.fixed(2L * random.nextInt(120), 3).text(";");
    line.fixed(10 * Math.round(100 * volts), 3).text(";");
    line.fixed(200 * Math.round(5 * watts / volts), 3).text(";");
    line.fixed(1000L * random.nextInt(3), 3).text(";");
    line.fixed(1000L * random.nextInt(3), 3).text(";");
    line.fixed(1000L * (watts / 200), 3).text("\n");
  }

  private static String date(LocalDate day) {
    return day.getDayOfMonth() + "/" + day.getMonthValue() + "/" + day.getYear() + ";";
  }

  private static String[] clock() {
    String[] clock = new String[DAY];
    for (int m = 0; m < DAY; m++) {
      clock[m] = String.format(java.util.Locale.ROOT, "%02d:%02d:00;", m / 60, m % 60);
    }
    return clock;
  }

  private static double[] cycle() {
    double[] cycle = new double[DAY];
    for (int m = 0; m < DAY; m++) {
      cycle[m] = MEAN + AMPLITUDE * Math.sin(2 * Math.PI * (m - 13 * 60) / DAY);
    }
    return cycle;
  }

  private GeneratedTruth truth(long rows, long seed, long missing) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      counts.put(column, missing);
    }
    Hourly hourly = Hourly.of(SIGMA, PHI, 60);
    double sd = resolution.equals("1h") ? hourly.innovationSd() : SIGMA;
    Map<String, Double> process = new LinkedHashMap<>();
    process.put("mean", MEAN);
    process.put("amplitude", AMPLITUDE);
    process.put("peakMinute", 13.0 * 60 + DAY / 4.0);
    process.put("minutePhi", PHI);
    process.put("minuteSigma", SIGMA);
    process.put("hourPhi", hourly.phi());
    process.put("hourTheta", hourly.theta());
    process.put("hourSigma", hourly.innovationSd());
    return new GeneratedTruth(
        dataset, rows, seed, COLUMNS[0], resolution, sd * MEAN_ABSOLUTE, process, counts);
  }

  /**
   * The ARMA(1,1) that the means of {@code k} steps of an AR(1) follow: {@code y = phi y' + e +
   * theta e'}.
   */
  record Hourly(double phi, double theta, double innovationSd) {

    static Hourly of(double sigma, double phi, int k) {
      double variance = sigma * sigma / (1 - phi * phi) / ((double) k * k);
      double gamma0 = k;
      double power = 1;
      double sum = 0;
      for (int j = 1; j < k; j++) {
        sum += power;
        power *= phi;
        gamma0 += 2 * (k - j) * power;
      }
      sum += power;
      gamma0 *= variance;
      double gamma1 = variance * phi * sum * sum;
      double big = Math.pow(phi, k);
      // Autocovariances of y - phi y', a moving average of order 1.
      double c0 = (1 + big * big) * gamma0 - 2 * big * gamma1;
      double c1 = gamma1 - big * gamma0;
      double theta = (c0 - Math.sqrt(c0 * c0 - 4 * c1 * c1)) / (2 * c1);
      return new Hourly(big, theta, Math.sqrt(c0 / (1 + theta * theta)));
    }
  }
}
