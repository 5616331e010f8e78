package org.synprune.bench.launches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what the engine is asked for, by the part of a training. Byteman calls it wherever DJL
 * calls the engine, in a process of its own with one thread of training.
 */
public final class Tally {

  /** They make no kernel: the result is a view of the array. */
  private static final Set<String> VIEWS =
      Set.of(
          "reshape",
          "slice",
          "index",
          "permute",
          "transpose",
          "squeeze",
          "unsqueeze",
          "flatten",
          "broadcast",
          "split",
          "diagonal",
          "detachGradient");

  /** Kernels of operations that have several; a radix sort of 32 bits takes four passes. */
  private static final Map<String, Integer> KERNELS =
      Map.of("sort", 8, "argSort", 8, "topK", 4, "indexAdv", 2, "norm", 2);

  private static final Set<String> PRODUCTS = Set.of("bmm", "matmul", "linear");

  private static final GpuModel GPU = GpuModel.H100;
  private static final Deque<TrainingPart> OPEN = new ArrayDeque<>();
  private static final Map<TrainingPart, Demand> SUMS = new EnumMap<>(TrainingPart.class);

  private Tally() {}

  /** A part of a training begins; what is within it counts for it alone. */
  public static void enter(String part) {
    OPEN.push(TrainingPart.of(part));
    add(new Demand(1, 0, 0, 0, 0));
  }

  /** It ends. */
  public static void leave() {
    OPEN.pop();
  }

  /** Numbers go to the device, or come from it. */
  public static void transfer() {
    add(new Demand(0, 0, 0, 1, 0));
  }

  /**
   * The engine was asked for an operation.
   *
   * @param operation its name
   * @param arguments what it was given
   * @param result what it gave; null if it changed an argument
   */
  public static void call(String operation, Object[] arguments, Object result) {
    if (OPEN.isEmpty()) {
      return;
    }
    if (VIEWS.contains(operation)) {
      add(new Demand(0, 0, 1, 0, 0));
      return;
    }
    double bytes = bytes(result);
    for (Object argument : arguments) {
      bytes += bytes(argument);
    }
    int kernels = KERNELS.getOrDefault(operation, 1);
    double flop = PRODUCTS.contains(operation) ? flop(arguments, result) : 0;
    add(new Demand(0, kernels, 0, 0, kernels * GPU.kernelMicros(bytes, flop)));
  }

  private static double bytes(Object value) {
    if (value instanceof NDArray array) {
      return (double) array.getShape().size() * array.getDataType().getNumOfBytes();
    }
    double sum = 0;
    if (value instanceof NDList list) {
      for (NDArray array : list) {
        sum += bytes(array);
      }
    } else if (value instanceof Object[] arrays) {
      for (Object array : arrays) {
        sum += bytes(array);
      }
    }
    return sum;
  }

  /** Two operations for each result and each number that is summed over. */
  private static double flop(Object[] arguments, Object result) {
    for (Object argument : arguments) {
      if (argument instanceof NDArray left && result instanceof NDArray product) {
        Shape shape = left.getShape();
        return 2.0 * product.getShape().size() * shape.get(shape.dimension() - 1);
      }
    }
    return 0;
  }

  private static void add(Demand demand) {
    if (!OPEN.isEmpty()) {
      SUMS.merge(OPEN.peek(), demand, Demand::plus);
    }
  }

  /** What was counted, by part. */
  static Map<TrainingPart, Demand> sums() {
    return SUMS;
  }
}
