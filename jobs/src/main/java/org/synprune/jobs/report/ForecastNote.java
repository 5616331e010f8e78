package org.synprune.jobs.report;

/** Says how forecasts come to be drawn, where there are none. */
final class ForecastNote {

  private ForecastNote() {}

  /**
   * Makes the sentence.
   *
   * @param run name of the run
   * @param saved how many of its networks are saved
   * @return what to do
   */
  static String sentence(String run, int saved) {
    String then =
        String.format(
            "'synprune score --run %s' forecasts the test rows with them, and 'synprune summarize"
                + " --run %s' draws the forecasts here.",
            run, run);
    return saved == 0
        ? "No network of this run is saved: add --save-models best to the command that trained it;"
            + " "
            + then
        : Prose.count(saved, "network")
            + " of this run "
            + (saved == 1 ? "is" : "are")
            + " saved: "
            + then;
  }
}
