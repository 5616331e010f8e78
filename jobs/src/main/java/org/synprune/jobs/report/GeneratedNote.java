package org.synprune.jobs.report;

import java.util.List;

/** Says which data sets are generated, in the same words in the terminal and on the page. */
final class GeneratedNote {

  static final String LABEL = "Generated data.";

  private GeneratedNote() {}

  /** Returns the label and the sentence that follows it. */
  static String of(List<String> datasets) {
    return LABEL + " " + sentence(datasets);
  }

  static String sentence(List<String> datasets) {
    return "The values of "
        + String.join(", ", datasets)
        + " are generated, not real: the results say nothing about the real series.";
  }
}
