package org.synprune.jobs.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.function.Supplier;
import org.synprune.jobs.engine.PyTorch;

/**
 * The engine's own gradients, the independent truth for what goes back by hand.
 *
 * <p>The engine refuses a second open gradient collector in the whole process, although a collector
 * holds no state: backward belongs to the loss it is called on. So one is opened, once, and never
 * closed.
 */
public final class Autograd {

  private Autograd() {}

  private static final class Holder {
    private static final GradientCollector COLLECTOR = PyTorch.engine().newGradientCollector();
  }

  /** Runs with gradients recorded in this thread. */
  public static <T> T recording(Supplier<T> training) {
    return EngineThread.run(
        () -> {
          JniUtils.setGradMode(true);
          return training.get();
        });
  }

  /** Adds the gradient of a scalar to all leaves that require one. */
  public static void backward(NDArray loss) {
    Holder.COLLECTOR.backward(loss);
  }
}
