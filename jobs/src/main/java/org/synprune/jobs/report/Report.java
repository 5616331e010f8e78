package org.synprune.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.synprune.jobs.analysis.RunDetails;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.paper.PaperAnalysis;

/**
 * Everything that {@link ReportPage} shows of a run.
 *
 * @param run name of the run
 * @param command the command that made the page
 * @param made when
 * @param sides what each protocol found
 * @param details what else is known of the trials
 * @param scaled the run's analysis in units of the scaled target, by protocol
 * @param published the paper's analysis, to stand beside it
 */
public record Report(
    String run,
    String command,
    Instant made,
    List<ProtocolComparison.Side> sides,
    RunDetails details,
    Map<Protocol, PaperAnalysis> scaled,
    Optional<PaperAnalysis> published) {

  /** Copies the collections. */
  public Report {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(made, "made");
    Objects.requireNonNull(details, "details");
    Objects.requireNonNull(published, "published");
    sides = List.copyOf(sides);
    scaled = Map.copyOf(scaled);
  }
}
