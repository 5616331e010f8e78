package org.synprune.jobs.score;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.saved.ModelInfo;

/**
 * The columns of a data set with a model's forecasts.
 *
 * @param schema those of the data set, then the forecasts, and their spread if they have one
 * @param model the model
 */
record AddedColumns(StructType schema, ModelInfo model) {

  static final String SPREAD = "_sd";
  private static final String COLUMN = "c";

  /**
   * Adds a model's columns.
   *
   * @param schema of a data set
   * @param output name of the column of forecasts
   * @param model the model
   * @throws BadInputException if there is a column of such a name
   */
  static AddedColumns of(StructType schema, String output, ModelInfo model) {
    DataType type =
        model.horizon() == 1
            ? DataTypes.DoubleType
            : DataTypes.createArrayType(DataTypes.DoubleType, false);
    StructType all = added(schema, output, type);
    return new AddedColumns(model.spreads() ? added(all, output + SPREAD, type) : all, model);
  }

  private static StructType added(StructType schema, String name, DataType type) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new BadInputException("there is a column '" + name + "' already, expected a new name");
    }
    return schema.add(name, type, false);
  }

  /** The same columns under names that no two of them share. */
  StructType numbered() {
    StructField[] fields = schema.fields().clone();
    for (int i = 0; i < fields.length; i++) {
      fields[i] =
          new StructField(
              COLUMN + i, fields[i].dataType(), fields[i].nullable(), fields[i].metadata());
    }
    return new StructType(fields);
  }

  /**
   * Turns scaled forecasts into raw units, and numbered columns into those of the schema. Done by
   * Spark: with an operation of its own in between it doesn't hand our rows on to code that expects
   * its own.
   *
   * @param scaled rows of the {@link #numbered} columns
   * @param windows where the windows are
   */
  Dataset<Row> inRawUnits(Dataset<Row> scaled, WindowColumn windows) {
    StructField[] fields = schema.fields();
    int forecast = fields.length - (model.spreads() ? 2 : 1);
    Column[] columns = new Column[fields.length];
    for (int i = 0; i < columns.length; i++) {
      Column column = scaled.col(COLUMN + i);
      if (i >= forecast) {
        double plus = i == forecast ? model.targetMean() : 0;
        column =
            model.horizon() == 1
                ? inRawUnits(column, plus)
                : functions.transform(column, one -> inRawUnits(one, plus));
      }
      if (i == windows.index()) {
        column = column.cast(fields[i].dataType());
      }
      columns[i] = column.as(fields[i].name(), fields[i].metadata());
    }
    return scaled.select(columns);
  }

  private Column inRawUnits(Column scaled, double plus) {
    Column unscaled = scaled.multiply(model.targetSd());
    return plus == 0 ? unscaled : unscaled.plus(plus);
  }
}
