package org.synprune.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.analysis.Pictures;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.PaperAnalysis;

/**
 * Everything that {@link ReportPage} shows about a run.
 *
 * @param run name of the run
 * @param command the command that made the page
 * @param made when the page was made
 * @param sides the results of each protocol
 * @param details what else is known of the trials
 * @param pictures forecasts, and settings that errors are drawn against
 * @param generated ids of the data sets whose values are generated and not real; the page says so
 * @param warnings what a user should look at in the data sets' files, a sentence each
 * @param scaled the run's analysis in units of the scaled target, by protocol
 * @param published the paper's analysis to show beside the run's, in units of the scaled target;
 *     null to show none
 */
public record Report(
    String run,
    String command,
    Instant made,
    List<ProtocolComparison.Side> sides,
    RunDetails details,
    Pictures pictures,
    List<String> generated,
    List<String> warnings,
    Map<Protocol, PaperAnalysis> scaled,
    @Nullable PaperAnalysis published) {

  /** Copies the collections. */
  public Report {
    generated = List.copyOf(generated);
    warnings = List.copyOf(warnings);
    sides = List.copyOf(sides);
    scaled = Map.copyOf(scaled);
  }

  /**
   * A report of data that there is nothing to say about.
   *
   * @param run name of the run
   * @param command the command that made the page
   * @param made when the page was made
   * @param sides the results of each protocol
   * @param details what else is known of the trials
   * @param pictures forecasts, and settings that errors are drawn against
   * @param generated ids of the data sets whose values are generated and not real
   * @param scaled the run's analysis in units of the scaled target, by protocol
   * @param published the paper's analysis to show beside the run's; null to show none
   */
  public Report(
      String run,
      String command,
      Instant made,
      List<ProtocolComparison.Side> sides,
      RunDetails details,
      Pictures pictures,
      List<String> generated,
      Map<Protocol, PaperAnalysis> scaled,
      @Nullable PaperAnalysis published) {
    this(run, command, made, sides, details, pictures, generated, List.of(), scaled, published);
  }

  /**
   * The same report with warnings.
   *
   * @param sentences what a user should look at in the data sets' files
   * @return the report
   */
  public Report warning(List<String> sentences) {
    return new Report(
        run, command, made, sides, details, pictures, generated, sentences, scaled, published);
  }
}
