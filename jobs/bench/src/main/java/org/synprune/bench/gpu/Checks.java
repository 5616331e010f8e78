package org.synprune.bench.gpu;

import java.util.List;

/** What is looked at. */
final class Checks {

  /** All, the most important first. */
  static final List<Check> ALL =
      List.of(
          new EngineCheck(),
          new TraceCheck(),
          new RepeatCheck(),
          new StackCheck(),
          new LeakCheck(),
          new SpeedCheck(),
          new MemoryCheck(),
          new AssertCheck(),
          new ShareCheck());

  private Checks() {}
}
