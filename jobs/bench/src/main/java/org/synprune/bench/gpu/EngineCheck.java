package org.synprune.bench.gpu;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.jobs.engine.PyTorch;

/** What there is: the device, the driver, the engine. */
final class EngineCheck implements Check {

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public int seconds() {
    return 15;
  }

  @Override
  public void run(CheckedDevice on) {
    Engine engine = PyTorch.engine();
    on.found(
        on.device().toString(),
        Verdict.MEASURED,
        "%s",
        NvidiaSmi.describe(on.device())
            .orElse(
                "%s, %d cores"
                    .formatted(
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors())));
    on.found(
        "engine",
        Verdict.of(!on.isGpu() || engine.hasCapability(StandardCapabilities.CUDA)),
        "DJL %s, PyTorch %s, CUDA: %s, GPUs: %d",
        Engine.getDjlVersion(),
        engine.getVersion(),
        engine.hasCapability(StandardCapabilities.CUDA) ? "yes" : "no",
        engine.getGpuCount());
  }
}
