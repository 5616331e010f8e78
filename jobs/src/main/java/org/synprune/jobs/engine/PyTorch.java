package org.synprune.jobs.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.synprune.jobs.BadInputException;

/**
 * DJL's PyTorch engine, started with the fastest matrix products that the processor has. Everything
 * that needs the engine asks here, as what is decided before it is loaded holds as long as the
 * process lives.
 *
 * <p>Intel's MKL, which computes PyTorch's products, chooses its kernels by the processor's vendor
 * and gives any but Intel the AVX2 ones. On such a processor with AVX-512 a {@link VendorAnswer} is
 * loaded first. {@value #SWITCH}{@code =off} in the environment leaves MKL its choice. {@link
 * FreedMemory} says what becomes of memory that the engine frees.
 */
public final class PyTorch {

  /** Environment variable: {@code off} leaves the engine the kernels that it would choose. */
  public static final String SWITCH = "SYNPRUNE_AVX512";

  private static final String OFF = "off";
  private static final String NAME = "PyTorch";

  private PyTorch() {}

  /** The virtual machine runs this once, before anything else of this class. */
  private static final class Start {
    private static final Kernels KERNELS =
        Kernels.choose(Processor.ofThisMachine(), OFF.equals(System.getenv(SWITCH)));

    static {
      FreedMemory.keep(System.getenv(), System.getProperty("os.name"));
    }
  }

  /**
   * Checks a value of {@value #SWITCH}.
   *
   * @param value what stands in the environment
   * @return the same
   * @throws BadInputException if it is neither {@code on} nor {@code off}
   */
  public static String switchOf(String value) {
    if (!value.equals("on") && !value.equals(OFF)) {
      throw new BadInputException(SWITCH + " is '" + value + "', expected on or off");
    }
    return value;
  }

  /**
   * The engine; loaded if it isn't yet.
   *
   * @return DJL's engine
   * @throws ai.djl.engine.EngineException if it can't be loaded
   */
  public static Engine engine() {
    kernels();
    return Engine.getEngine(NAME);
  }

  /**
   * A manager of arrays that nothing else closes.
   *
   * @param device where its arrays are
   * @return the manager, to be closed
   */
  public static NDManager manager(Device device) {
    kernels();
    return NDManager.newBaseManager(device, NAME);
  }

  /**
   * A model on the CPU, without a block yet.
   *
   * @param name its name, as its file has it
   * @return the model, to be closed
   */
  public static Model model(String name) {
    kernels();
    return Model.newInstance(name, Device.cpu(), NAME);
  }

  /**
   * Which kernels MKL takes for its products, which their last bits depend on.
   *
   * @return what was decided as the engine was loaded
   */
  public static Kernels kernels() {
    return Start.KERNELS;
  }
}
