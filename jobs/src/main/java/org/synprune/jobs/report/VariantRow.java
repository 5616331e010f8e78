package org.synprune.jobs.report;

import java.util.List;
import java.util.Map;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.grid.Place;

/**
 * A network with training settings that the grid varies, for the page's script.
 *
 * @param network the network as cells name it
 * @param architecture the network alone
 * @param values value by setting
 */
record VariantRow(String network, String architecture, Map<String, Double> values) {

  /** The networks of some summaries that are trained with several settings. */
  static List<VariantRow> of(List<Summary> summaries) {
    return summaries.stream()
        .flatMap(summary -> summary.cells().stream())
        .map(cell -> cell.place())
        .filter(place -> !place.variant().isNone())
        .map(VariantRow::of)
        .distinct()
        .toList();
  }

  private static VariantRow of(Place place) {
    return new VariantRow(place.network(), place.architecture().id(), place.variant().values());
  }
}
