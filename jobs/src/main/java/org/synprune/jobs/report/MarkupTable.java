package org.synprune.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.report.TextTable.Column;

/** A table for a paper or a page: in Markdown, or in LaTeX with the rules of package booktabs. */
public final class MarkupTable {

  /** The languages. */
  public enum Form {
    /** Pipes, as GitHub and many others read them. */
    MARKDOWN,
    /** A {@code tabular} with {@code \toprule}, {@code \midrule} and {@code \bottomrule}. */
    LATEX
  }

  /**
   * A cell.
   *
   * @param text plain text
   * @param bold whether it stands out
   */
  public record Cell(String text, boolean bold) {

    /**
     * A cell that doesn't stand out.
     *
     * @param text plain text
     */
    public Cell(String text) {
      this(text, false);
    }
  }

  private final Form form;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param form the language
   * @param columns at least one column
   */
  public MarkupTable(Form form, List<Column> columns) {
    this.form = form;
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column
   * @throws IllegalArgumentException if the number of cells isn't the number of columns
   */
  public void add(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row has " + cells.size() + " cells, expected " + columns.size());
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * Returns the text of the table.
   *
   * @return lines, each with a newline
   */
  public String render() {
    return switch (form) {
      case MARKDOWN -> markdown();
      case LATEX -> latex();
    };
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(pipes(columns.stream().map(column -> escaped(column.header())).toList()));
    text.append(
        pipes(
            columns.stream()
                .map(column -> column.align() == Align.LEFT ? "---" : "---:")
                .toList()));
    for (List<Cell> row : rows) {
      text.append(
          pipes(
              row.stream()
                  .map(
                      cell ->
                          cell.bold() ? "**" + escaped(cell.text()) + "**" : escaped(cell.text()))
                  .toList()));
    }
    return text.toString();
  }

  private static String pipes(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String latex() {
    StringBuilder text = new StringBuilder("\\begin{tabular}{");
    columns.forEach(column -> text.append(column.align() == Align.LEFT ? 'l' : 'r'));
    text.append("}\n\\toprule\n");
    text.append(ampersands(columns.stream().map(column -> escaped(column.header())).toList()));
    text.append("\\midrule\n");
    for (List<Cell> row : rows) {
      text.append(
          ampersands(
              row.stream()
                  .map(
                      cell ->
                          cell.bold()
                              ? "\\textbf{" + escaped(cell.text()) + "}"
                              : escaped(cell.text()))
                  .toList()));
    }
    return text.append("\\bottomrule\n\\end{tabular}\n").toString();
  }

  private static String ampersands(List<String> cells) {
    return String.join(" & ", cells) + " \\\\\n";
  }

  /** The text without what the language reads as its own. */
  private String escaped(String text) {
    return switch (form) {
      case MARKDOWN ->
          text.replace("\\", "\\\\")
              .replace("|", "\\|")
              .replace("*", "\\*")
              .replace("_", "\\_")
              .replace("<", "&lt;")
              .replaceAll("\\R", " ")
              .replace("+-", "±");
      case LATEX ->
          text.replace("\\", "\u0000")
              .replaceAll("([&%$#_{}])", "\\\\$1")
              .replace("~", "\\textasciitilde{}")
              .replace("^", "\\textasciicircum{}")
              .replace("<", "\\textless{}")
              .replace(">", "\\textgreater{}")
              .replaceAll("\\R", " ")
              .replace("+-", "$\\pm$")
              .replace("\u0000", "\\textbackslash{}");
    };
  }
}
