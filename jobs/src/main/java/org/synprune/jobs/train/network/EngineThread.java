package org.synprune.jobs.train.network;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.synprune.jobs.engine.PyTorch;

/**
 * How a thread uses the engine: no gradients are recorded, as all networks go back by hand, and as
 * many threads compute as a training may use. Both are the calling thread's own.
 */
public final class EngineThread {

  /** Threads that the matrix operations of one training use. */
  public static final int COMPUTING = 1;

  private EngineThread() {}

  /**
   * Runs on this thread. A new one would record or not, depending on which thread loaded the
   * engine, and would compute with as many threads as the machine has cores.
   *
   * @param <T> the result's type
   * @param work training or forecasting
   * @return its result
   */
  public static <T> T run(Supplier<T> work) {
    PyTorch.engine();
    JniUtils.setNumThreads(COMPUTING);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
