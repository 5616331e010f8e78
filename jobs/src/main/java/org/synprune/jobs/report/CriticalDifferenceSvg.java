package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.text.StringEscapeUtils;
import org.synprune.jobs.report.CriticalDifferenceDiagram.AverageRank;

/**
 * Draws a critical-difference diagram: an axis of ranks with the best rank on the right, the better
 * half of the arms named on the right and the others on the left, bars between axis and names.
 */
final class CriticalDifferenceSvg {

  // Sizes in units of the view box; one unit is about one pixel on a phone.
  private static final double FONT = 12;
  private static final double LETTER = 0.58 * FONT;
  private static final double GAP = 5;
  private static final double LEAST_AXIS = 130;
  private static final double RANK_STEP = 20;
  private static final double LEAST_WIDTH = 360;
  private static final double AXIS_Y = 58;
  private static final double BAR_STEP = 10;
  private static final double ROW_STEP = 34;

  private final CriticalDifferenceDiagram diagram;
  private final int arms;
  private final double left;
  private final double right;
  private final double width;
  private final double unit;
  private final StringBuilder svg = new StringBuilder();

  CriticalDifferenceSvg(CriticalDifferenceDiagram diagram) {
    this.diagram = diagram;
    arms = diagram.ranks().size();
    int letters = diagram.ranks().stream().mapToInt(arm -> arm.name().length()).max().orElseThrow();
    left = Math.max(letters, 4) * LETTER + 2 * GAP;
    width = Math.max(LEAST_WIDTH, 2 * left + Math.max(LEAST_AXIS, (arms - 1) * RANK_STEP));
    right = width - left;
    // The critical difference may be longer than the axis; both are drawn to one scale.
    unit = (right - left) / Math.max(arms - 1, diagram.criticalDifference());
  }

  String render() {
    criticalDifference();
    axis();
    double rows = AXIS_Y + 12 + bars() * BAR_STEP + 14;
    int onTheRight = arms / 2;
    for (int i = 0; i < onTheRight; i++) {
      arm(diagram.ranks().get(i), rows + i * ROW_STEP, true);
    }
    for (int i = arms - 1; i >= onTheRight; i--) {
      arm(diagram.ranks().get(i), rows + (arms - 1 - i) * ROW_STEP, false);
    }
    double height = rows + (arms - onTheRight - 1) * ROW_STEP + 24;
    if (!diagram.isSignificant()) {
      height += 16;
      String note = "no bars: Friedman p = " + diagram.p() + " is not below " + diagram.level();
      text(width / 2, height - 6, "middle", "cd-note", note);
    }
    String words = StringEscapeUtils.escapeXml10(diagram.sentence());
    return "<svg class=\"critical-difference\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + number(width)
        + " "
        + number(height)
        + "\" style=\"width:100%;max-width:36rem;height:auto\" role=\"img\" aria-label=\""
        + words
        + "\" fill=\"none\" stroke=\"currentColor\" font-size=\""
        + number(FONT)
        + "\"><title>"
        + words
        + "</title>"
        + svg
        + "</svg>";
  }

  private void criticalDifference() {
    double end = left + diagram.criticalDifference() * unit;
    text(
        (left + end) / 2,
        13,
        "middle",
        "cd-label",
        "CD " + Prose.fixed(diagram.criticalDifference(), 2));
    line("cd-length", left, 22, end, 22, 1.5);
    line("cd-end", left, 18, left, 26, 1.5);
    line("cd-end", end, 18, end, 26, 1.5);
  }

  private void axis() {
    line("cd-axis", x(arms), AXIS_Y, x(1), AXIS_Y, 1);
    for (int rank = 1; rank <= arms; rank++) {
      line("cd-tick", x(rank), AXIS_Y - 7, x(rank), AXIS_Y, 1);
      text(x(rank), AXIS_Y - 11, "middle", "cd-rank", Integer.toString(rank));
      if (rank < arms) {
        line("cd-tick", x(rank + 0.5), AXIS_Y - 4, x(rank + 0.5), AXIS_Y, 1);
      }
    }
  }

  /** Draws a bar for each group, on as few levels as possible, and returns how many levels. */
  private int bars() {
    List<Double> ends = new ArrayList<>();
    for (List<AverageRank> group : diagram.groups()) {
      double best = x(group.get(0).rank()) + 4;
      double worst = x(group.get(group.size() - 1).rank()) - 4;
      int level = 0;
      while (level < ends.size() && ends.get(level) <= best) {
        level++;
      }
      if (level == ends.size()) {
        ends.add(worst);
      } else {
        ends.set(level, worst);
      }
      double y = AXIS_Y + 12 + level * BAR_STEP;
      line("cd-group", worst, y, best, y, 4);
    }
    return ends.size();
  }

  private void arm(AverageRank arm, double y, boolean onTheRight) {
    double x = x(arm.rank());
    double edge = onTheRight ? right + GAP : left - GAP;
    double start = onTheRight ? edge + GAP : edge - GAP;
    String anchor = onTheRight ? "start" : "end";
    svg.append("<path class=\"cd-arm\" d=\"M")
        .append(number(x))
        .append(' ')
        .append(number(AXIS_Y))
        .append('V')
        .append(number(y))
        .append('H')
        .append(number(edge))
        .append("\"/>");
    text(start, y + 4, anchor, "cd-name", arm.name());
    text(start, y + 18, anchor, "cd-value", Prose.fixed(arm.rank(), 2));
  }

  private double x(double rank) {
    return right - (rank - 1) * unit;
  }

  private void line(String kind, double x1, double y1, double x2, double y2, double thickness) {
    svg.append("<line class=\"").append(kind);
    attribute("x1", x1);
    attribute("y1", y1);
    attribute("x2", x2);
    attribute("y2", y2);
    attribute("stroke-width", thickness);
    svg.append("\"/>");
  }

  private void attribute(String name, double value) {
    svg.append("\" ").append(name).append("=\"").append(number(value));
  }

  private void text(double x, double y, String anchor, String kind, String words) {
    svg.append("<text class=\"").append(kind);
    attribute("x", x);
    attribute("y", y);
    svg.append("\" text-anchor=\"")
        .append(anchor)
        .append("\" fill=\"currentColor\" stroke=\"none\">")
        .append(StringEscapeUtils.escapeXml10(words))
        .append("</text>");
  }

  private static String number(double value) {
    return Prose.fixed(value, 3);
  }
}
