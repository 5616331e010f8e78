package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.function.Supplier;
import org.synprune.jobs.engine.PyTorch;

/**
 * Gradients in many threads of one process.
 *
 * <p>The engine refuses a second open gradient collector in the whole process, although a collector
 * holds no state: backward belongs to the loss it is called on. So one is opened, once, and never
 * closed. Recording is a matter of the calling thread; it is switched on around each training, as
 * the engine leaves it on or off depending on which thread loaded it.
 */
public final class Autograd {

  /** Threads that the matrix operations of one training use. */
  public static final int THREADS = 1;

  private Autograd() {}

  private static final class Holder {
    private static final GradientCollector COLLECTOR = PyTorch.engine().newGradientCollector();
  }

  /**
   * Runs with gradients recorded in this thread, and with the threads that a training may use: a
   * new thread would take as many as the machine has cores.
   *
   * @param <T> the result's type
   * @param training what to run
   * @return its result
   */
  public static <T> T recording(Supplier<T> training) {
    return with(true, training);
  }

  /**
   * Runs without gradients being recorded, with the threads that a training may use.
   *
   * @param <T> the result's type
   * @param forecast what to run
   * @return its result
   */
  public static <T> T off(Supplier<T> forecast) {
    return with(false, forecast);
  }

  private static <T> T with(boolean gradients, Supplier<T> work) {
    PyTorch.engine();
    JniUtils.setNumThreads(THREADS);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(gradients);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Adds the gradient of a scalar to all leaves that require one.
   *
   * @param loss a scalar; all that it was computed from must still be open
   */
  public static void backward(NDArray loss) {
    Holder.COLLECTOR.backward(loss);
  }
}
