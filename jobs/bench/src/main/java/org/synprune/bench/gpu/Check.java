package org.synprune.bench.gpu;

import java.util.List;

/** One of the things that are looked at. */
interface Check {

  /** Its name in the table and on the command line. */
  String name();

  /** How long it may take where all of them take nine minutes. */
  int seconds();

  /**
   * Options of Java for its process.
   *
   * @return none unless it says otherwise
   */
  default List<String> options() {
    return List.of();
  }

  /**
   * Looks.
   *
   * @param on the device; is told what is found
   */
  void run(CheckedDevice on);
}
