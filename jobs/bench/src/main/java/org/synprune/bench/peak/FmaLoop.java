package org.synprune.bench.peak;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.DoubleSummaryStatistics;

/**
 * Measures how many fused multiply-adds one thread does where nothing else holds it up. Java's
 * compiler turns {@link #pass} into the widest vectors that it may use. Each number goes through
 * eight chains of multiply-adds that don't wait for each other, so that both its load and its store
 * and the time that a multiply-add takes are hidden behind those of the others.
 */
public final class FmaLoop {

  /** Numbers that are gone through: as many as are near the processor's units. */
  static final int NUMBERS = 8192;

  /** Multiply-adds of each number in a pass: eight chains of four, then seven that join them. */
  static final int FMAS_OF_A_NUMBER = 8 * 4 + 7;

  private static final int PASSES = 1000;
  private static final int TRIES = 12;
  private static final int WARM_UP = 4;

  private FmaLoop() {}

  /** The line that asks for the best of a few tries. */
  static final String BEST = "best";

  /** The line that asks for their mean. */
  static final String MEAN = "mean";

  /**
   * Prints the bytes of the vectors, then answers each line with GFLOP/s, a multiply-add counted as
   * two.
   */
  public static void main(String[] args) throws IOException {
    float[] numbers = new float[NUMBERS];
    for (int i = 0; i < WARM_UP; i++) {
      tries(numbers);
    }
    System.out.println(
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxVectorSize")
            .getValue());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        DoubleSummaryStatistics tries = tries(numbers);
        System.out.println(line.equals(BEST) ? tries.getMax() : tries.getAverage());
      }
    }
    if (numbers[0] == 0) {
      throw new IllegalStateException("nothing was computed");
    }
  }

  /** GFLOP/s of a few tries. In the best of them nothing but the processor held it up. */
  private static DoubleSummaryStatistics tries(float[] numbers) {
    DoubleSummaryStatistics tries = new DoubleSummaryStatistics();
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      for (int pass = 0; pass < PASSES; pass++) {
        pass(numbers, 0.5f, 0.25f);
      }
      tries.accept(flop(PASSES) / (System.nanoTime() - start));
    }
    return tries;
  }

  /** Operations of some passes. */
  static double flop(int passes) {
    return 2.0 * FMAS_OF_A_NUMBER * NUMBERS * passes;
  }

  /**
   * Puts {@value #FMAS_OF_A_NUMBER} multiply-adds in the place of each number. The chains differ,
   * or the compiler would make one of them.
   */
  static void pass(float[] numbers, float factor, float summand) {
    float f1 = factor + 0.01f;
    float f2 = factor + 0.02f;
    float f3 = factor + 0.03f;
    float f4 = factor + 0.04f;
    float f5 = factor + 0.05f;
    float f6 = factor + 0.06f;
    float f7 = factor + 0.07f;
    for (int i = 0; i < numbers.length; i++) {
      float x = numbers[i];
      float a = four(x, factor, summand);
      float b = four(x, f1, summand);
      float c = four(x, f2, summand);
      float d = four(x, f3, summand);
      float e = four(x, f4, summand);
      float f = four(x, f5, summand);
      float g = four(x, f6, summand);
      float h = four(x, f7, summand);
      float left = Math.fma(Math.fma(a, factor, b), factor, Math.fma(c, factor, d));
      float right = Math.fma(Math.fma(e, factor, f), factor, Math.fma(g, factor, h));
      numbers[i] = Math.fma(left, factor, right);
    }
  }

  private static float four(float x, float factor, float summand) {
    float once = Math.fma(x, factor, summand);
    float twice = Math.fma(once, factor, summand);
    return Math.fma(Math.fma(twice, factor, summand), factor, summand);
  }
}
