package org.synprune.bench.peak;

import java.util.List;
import java.util.Locale;
import org.synprune.bench.process.ChildJvm;
import org.synprune.bench.steps.LineChild;

/**
 * The most operations a second that one thread of this machine can do in single precision: measured
 * by {@link FmaLoop}, in a process that may use the widest vectors that the processor has.
 */
public final class FmaPeak implements AutoCloseable {

  /** Java takes narrower vectors on some processors; it takes no wider ones than there are. */
  private static final List<String> WIDEST =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:-PrintWarnings",
          "-XX:UseAVX=3",
          "-XX:MaxVectorSize=64");

  private final LineChild child = new LineChild(ChildJvm.command(WIDEST, FmaLoop.class));

  /**
   * Measures.
   *
   * @return GFLOP/s, a multiply-add counted as two
   */
  public double gigaflops() {
    return child.ask(FmaLoop.BEST);
  }

  /**
   * Measures how it goes on the whole, whatever else the processor is doing.
   *
   * @return GFLOP/s, the mean over about 50 ms
   */
  double meanGigaflops() {
    return child.ask(FmaLoop.MEAN);
  }

  /** Bytes of the vectors that it uses. */
  public int vectorBytes() {
    return Integer.parseInt(child.greeting());
  }

  /** What a table says of it. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%.0f GFLOP/s by one thread, with vectors of %d bytes",
        gigaflops(),
        vectorBytes());
  }

  @Override
  public void close() {
    child.close();
  }
}
