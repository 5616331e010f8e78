package org.synprune.jobs.score;

import java.io.Serial;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;

/**
 * Has Spark hand over the numbers of an {@code array<float>} as they lie in its memory, and not one
 * object for each. A null among them becomes NaN. It is used while windows are read and is the type
 * of no column; public, as code that Spark generates calls it.
 */
public final class FloatWindowType extends UserDefinedType<float[]> {

  @Serial private static final long serialVersionUID = 1L;

  /** Creates the type. */
  public FloatWindowType() {}

  @Override
  public DataType sqlType() {
    return DataTypes.createArrayType(DataTypes.FloatType);
  }

  @Override
  public Class<float[]> userClass() {
    return float[].class;
  }

  @Override
  public Object serialize(float[] window) {
    return UnsafeArrayData.fromPrimitiveArray(window);
  }

  @Override
  public float[] deserialize(Object datum) {
    ArrayData data = (ArrayData) datum;
    if (!WindowNulls.any(data)) {
      return data.toFloatArray();
    }
    float[] window = new float[data.numElements()];
    for (int i = 0; i < window.length; i++) {
      window[i] = data.isNullAt(i) ? Float.NaN : data.getFloat(i);
    }
    return window;
  }
}
