package org.synprune.jobs.score;

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.bitset.BitSetMethods;

/** Looks for nulls in arrays of Spark's. */
final class WindowNulls {

  private static final int COUNT_BYTES = 8;

  private WindowNulls() {}

  /** Whether there are any. */
  static boolean any(ArrayData data) {
    int count = data.numElements();
    if (data instanceof UnsafeArrayData unsafe) {
      // The number of elements, then a bit for each.
      return BitSetMethods.anySet(
          unsafe.getBaseObject(),
          unsafe.getBaseOffset() + COUNT_BYTES,
          (count + Long.SIZE - 1) / Long.SIZE);
    }
    for (int i = 0; i < count; i++) {
      if (data.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }
}
