package org.synprune.bench;

import java.util.List;
import java.util.function.Consumer;
import org.synprune.bench.figure.Figure;

/** One of the things that can be measured. */
interface Benchmark {

  /** Its name on the command line and in the table. */
  String name();

  /** The packages of Python that it compares with, such as {@code torch}. */
  default List<String> partners() {
    return List.of();
  }

  /**
   * Measures.
   *
   * @param options what and how often
   * @param table takes the figures, as they come
   */
  void run(BenchOptions options, Consumer<Figure> table);
}
