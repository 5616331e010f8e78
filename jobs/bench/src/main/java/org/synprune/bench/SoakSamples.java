package org.synprune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Memory of a process over time. */
final class SoakSamples {

  /**
   * One look.
   *
   * @param seconds since the start
   * @param trials trained until then
   * @param residentMegabytes memory of the process
   * @param heapMegabytes memory of Java objects, garbage included
   */
  record Sample(double seconds, long trials, double residentMegabytes, double heapMegabytes) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  /** The samples of the second half of the time, when caches and compiled code have settled. */
  List<Sample> secondHalf() {
    double middle = samples.get(samples.size() - 1).seconds() / 2;
    return samples.stream().filter(sample -> sample.seconds() >= middle).toList();
  }

  /** Least-squares slope of resident memory over the second half, in MB a minute. */
  double megabytesPerMinute() {
    List<Sample> half = secondHalf();
    double meanTime = half.stream().mapToDouble(Sample::seconds).average().orElseThrow();
    double meanMemory =
        half.stream().mapToDouble(Sample::residentMegabytes).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Sample sample : half) {
      double time = sample.seconds() - meanTime;
      products += time * (sample.residentMegabytes() - meanMemory);
      squares += time * time;
    }
    return products / squares * 60;
  }

  /** Writes all samples as CSV. */
  void write(Path file) {
    StringBuilder csv = new StringBuilder("seconds,trials,resident_mb,heap_mb\n");
    for (Sample one : samples) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.1f,%d,%.1f,%.1f%n",
              one.seconds(),
              one.trials(),
              one.residentMegabytes(),
              one.heapMegabytes()));
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
