package org.synprune.bench.figure;

/**
 * One line of the table: a ratio of two things that were measured in the same rounds.
 *
 * @param benchmark the benchmark it belongs to
 * @param place the training case it belongs to
 * @param what what is divided by what
 * @param ratio the ratio of each round, summed up
 * @param numerator median of what is divided
 * @param denominator median of what it is divided by
 * @param unit of numerator and denominator
 * @param rounds how often both were measured
 * @param setting how the partner was run, if there was a choice; empty otherwise
 */
public record Figure(
    String benchmark,
    CaseLabels place,
    String what,
    Spread ratio,
    double numerator,
    double denominator,
    String unit,
    int rounds,
    String setting) {

  /**
   * Where in the grid a figure belongs; empty texts where it belongs nowhere.
   *
   * @param architecture the network
   * @param lookback rows of the window
   * @param regulariser the arm
   */
  public record CaseLabels(String architecture, String lookback, String regulariser) {

    /** Of no cell. */
    public static final CaseLabels NONE = new CaseLabels("", "", "");

    /** A cell. */
    public static CaseLabels of(TrainingCase cell) {
      return new CaseLabels(
          cell.architecture().id(), Integer.toString(cell.lookback()), cell.regulariser().id());
    }
  }

  /** A figure of measurements that were taken in the same rounds. */
  public static Figure of(
      String benchmark,
      CaseLabels place,
      String what,
      double[] numerators,
      double[] denominators,
      String unit) {
    return new Figure(
        benchmark,
        place,
        what,
        Spread.ofRatios(numerators, denominators),
        Spread.of(numerators).median(),
        Spread.of(denominators).median(),
        unit,
        denominators.length,
        "");
  }

  /** The same, of a partner that was run in this way. */
  public Figure with(String chosen) {
    return new Figure(benchmark, place, what, ratio, numerator, denominator, unit, rounds, chosen);
  }

  /** A figure whose partner is not on this machine. */
  public static Figure withoutPartner(
      String benchmark, CaseLabels place, String what, double[] denominators, String unit) {
    return new Figure(
        benchmark,
        place,
        what,
        Spread.NONE,
        Double.NaN,
        Spread.of(denominators).median(),
        unit,
        denominators.length,
        "");
  }
}
