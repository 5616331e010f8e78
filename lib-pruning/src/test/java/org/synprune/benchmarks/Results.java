package org.synprune.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** JMH's results for one class. */
record Results(Collection<RunResult> runs) {

  /** Runs a class's benchmarks with JMH's command-line options. */
  static Results of(Class<?> benchmark, String... args)
      throws CommandLineOptionException, RunnerException {
    var options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(args))
            .include("^" + benchmark.getName() + "\\.")
            .build();
    return new Results(new Runner(options).run());
  }

  /** Returns the values of a numeric parameter, in order. */
  List<String> values(String parameter) {
    return names(parameter).stream()
        .sorted(Comparator.comparingDouble(Double::parseDouble))
        .toList();
  }

  /** Returns the values of another parameter. */
  List<String> names(String parameter) {
    return runs.stream()
        .map(run -> run.getParams().getParam(parameter))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Returns the mean time of a benchmark with these parameters. */
  double score(String name, Map<String, String> parameters) {
    return runs.stream()
        .filter(run -> run.getPrimaryResult().getLabel().equals(name))
        .filter(
            run ->
                parameters.entrySet().stream()
                    .allMatch(p -> p.getValue().equals(run.getParams().getParam(p.getKey()))))
        .mapToDouble(run -> run.getPrimaryResult().getScore())
        .findFirst()
        .orElse(Double.NaN);
  }
}
