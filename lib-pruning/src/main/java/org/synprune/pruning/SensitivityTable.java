package org.synprune.pruning;

import java.util.List;
import java.util.Locale;

/**
 * How much each layer of a block minds being pruned ({@link Pruning#sensitivity}).
 *
 * @param unpruned the loss of the block as it is
 * @param sparsities the sparsities
 * @param rows a row for each layer, in path order
 */
public record SensitivityTable(double unpruned, List<Double> sparsities, List<Row> rows) {

  /** Copies the lists. */
  public SensitivityTable {
    sparsities = List.copyOf(sparsities);
    rows = List.copyOf(rows);
  }

  /**
   * A layer.
   *
   * @param path its path in the block
   * @param losses the loss of the block with this layer alone pruned, for each sparsity
   */
  public record Row(String path, List<Double> losses) {

    /** Copies the list. */
    public Row {
      losses = List.copyOf(losses);
    }
  }

  /** Returns a table: the loss unpruned, then a line for each layer. */
  @Override
  public String toString() {
    int width = rows.stream().mapToInt(row -> row.path.length()).max().orElse(0);
    width = Math.max(width, "layer".length());
    StringBuilder table = new StringBuilder(padded("layer", width));
    sparsities.forEach(sparsity -> table.append(number(sparsity)));
    table.append(System.lineSeparator());
    for (Row row : rows) {
      table.append(padded(row.path, width));
      row.losses.forEach(loss -> table.append(number(loss)));
      table.append(System.lineSeparator());
    }
    return table
        .append(padded("unpruned", width))
        .append(number(unpruned))
        .append(System.lineSeparator())
        .toString();
  }

  private static String padded(String name, int width) {
    return String.format(Locale.ROOT, "%-" + Math.max(width, "unpruned".length()) + "s", name);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, " %11.5g", number);
  }
}
