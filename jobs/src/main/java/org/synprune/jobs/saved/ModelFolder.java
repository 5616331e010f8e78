package org.synprune.jobs.saved;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.engine.PyTorch;
import org.synprune.jobs.model.FlatWeights;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.model.Forecasters;
import org.synprune.jobs.saved.serving.ServingProperties;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.train.Forecaster;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.pruning.Masks;
import org.synprune.pruning.Placement;

/**
 * The folder of a trained network: {@code model-0000.params} as DJL's {@code Model.save} writes the
 * block of {@link Forecasters}, {@code masks.bin} as lib-pruning's {@code Masks.save} does (only if
 * the trial prunes), {@code serving.properties} for DJL's loaders, {@code model.json}.
 *
 * <pre>{@code
 * Model model = Model.newInstance("model", "PyTorch");
 * model.setBlock(Forecasters.build(spec, random));
 * model.load(folder, "model");
 * }</pre>
 *
 * @param folder the folder, on any store
 * @param info what {@code model.json} says
 * @param id hash of {@code model.json}, which holds the hashes of the other files: folders of the
 *     same id hold the same
 */
public record ModelFolder(Folder folder, ModelInfo info, String id) {

  /** File of the description. */
  static final String INFO = "model.json";

  /** File of the masks. */
  static final String MASKS = "masks.bin";

  /** DJL's name of the model: the weights are in {@code model-0000.params}. */
  static final String MODEL = "model";

  /** File of the weights. */
  static final String WEIGHTS = MODEL + "-0000.params";

  /** Files whose hashes are in the description. */
  static final List<String> LISTED = List.of(WEIGHTS, MASKS, ServingProperties.FILE);

  /**
   * Reads a folder's {@code model.json}, not yet its weights.
   *
   * @param path a folder of this machine
   * @return what it holds
   * @throws BadInputException if it isn't a model folder
   */
  public static ModelFolder open(Path path) {
    return open(Folder.local(path));
  }

  /**
   * Reads a folder's {@code model.json}, not yet its weights.
   *
   * @param folder the folder
   * @return what it holds
   * @throws BadInputException if it isn't a model folder
   */
  public static ModelFolder open(Folder folder) {
    Folder file = folder.resolve(INFO);
    try {
      byte[] json = bytes(file);
      return new ModelFolder(folder, ModelInfo.parse(json), DigestUtils.sha256Hex(json));
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new BadInputException(
          folder + ": holds no " + INFO + ", expected the folder of a model that a sweep saved", e);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": can't be read, expected what a sweep writes: " + firstLine(e), e);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Whether all files that forecasts depend on are there and unchanged.
   *
   * @param path a folder of this machine, which need not exist
   * @return false if the model has to be saved again
   */
  public static boolean isWhole(Path path) {
    return isWhole(Folder.local(path));
  }

  /**
   * Whether all files that forecasts depend on are there and unchanged.
   *
   * @param folder a folder, which need not exist
   * @return false if the model has to be saved again
   */
  public static boolean isWhole(Folder folder) {
    try {
      open(folder).requireWhole();
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }

  private void requireWhole() {
    info.neededFiles()
        .forEach(
            (name, expected) -> {
              Folder file = folder.resolve(name);
              try {
                if (!DigestUtils.sha256Hex(bytes(file)).equals(expected)) {
                  throw damaged(file);
                }
              } catch (IOException e) {
                throw missing(file, e);
              }
            });
  }

  static BadInputException damaged(Folder file) {
    return new BadInputException(
        file + ": is damaged, expected the bytes whose hash is in " + INFO);
  }

  static BadInputException missing(Folder file, IOException e) {
    return new BadInputException(file + ": can't be read, expected it beside " + INFO, e);
  }

  private static byte[] bytes(Folder file) throws IOException {
    try (InputStream in = file.storage().open(file.path())) {
      return in.readAllBytes();
    }
  }

  /**
   * The folder's path, for loaders that need one.
   *
   * @return its path on this machine
   * @throws BadInputException if it lies in another store
   */
  public Path path() {
    return folder
        .local()
        .orElseThrow(
            () -> new BadInputException(folder + ": expected a folder of this machine here"));
  }

  /** Where the whole files lie on this machine: DJL loads by path. */
  private Path whole() {
    Optional<Path> local = folder.local();
    if (local.isEmpty()) {
      return LocalCopies.OF_THIS_USER.of(folder, id, info.neededFiles());
    }
    requireWhole();
    return local.get();
  }

  private static String hash(Path file) throws IOException {
    return DigestUtils.sha256Hex(Files.readAllBytes(file));
  }

  /**
   * The masks of the pruned weights.
   *
   * @return masks, or nothing if the trial doesn't prune
   * @throws BadInputException if a file is missing or damaged
   */
  public Optional<Masks> masks() {
    Path path = whole();
    try {
      return info.sha256().containsKey(MASKS)
          ? Optional.of(Masks.load(path.resolve(MASKS)))
          : Optional.empty();
    } catch (IOException e) {
      throw new BadInputException(folder.resolve(MASKS) + ": can't be read: " + firstLine(e), e);
    }
  }

  /**
   * Loads the network.
   *
   * @return a forecaster, to be closed; it forecasts as when the trial was scored
   * @throws BadInputException if a file is missing or damaged
   */
  public Forecaster forecaster() {
    return forecaster(Device.cpu(), Placement.HOST);
  }

  /**
   * Loads the network to forecast on some device, as a trial there would.
   *
   * @param device computes matrix products
   * @param placement where the rest is computed
   * @return a forecaster, to be closed; on another device than the trial's, its forecasts differ in
   *     their last digits
   * @throws BadInputException if a file is missing or damaged
   */
  public Forecaster forecaster(Device device, Placement placement) {
    Path path = whole();
    Forecaster.Stochastic stochastic =
        info.dropoutRate() > 0
            ? new Forecaster.Stochastic(info.dropoutRate(), info.seed(), info.passes())
            : null;
    ForecasterSpec spec = info.spec();
    try (Model model = PyTorch.model(MODEL)) {
      model.setBlock(Forecasters.build(spec, new SplittableRandom()));
      model.load(path, MODEL);
      float[] weights = FlatWeights.of(model.getBlock());
      if (weights.length != info.parameters()) {
        throw new IllegalArgumentException(weights.length + " weights");
      }
      return new Forecaster(spec, weights, stochastic, info.anchor(), device, placement);
    } catch (IOException | MalformedModelException | IllegalArgumentException e) {
      throw new BadInputException(
          folder.resolve(WEIGHTS) + ": holds no weights of the network in " + INFO, e);
    }
  }

  /**
   * Writes weights, masks and what DJL needs to load them.
   *
   * @return each file's hash, by name
   */
  static Map<String, String> write(Path folder, TrainedModel model) throws IOException {
    ForecasterSpec spec = model.spec();
    try (NDManager manager = PyTorch.manager(Device.cpu());
        Model saved = PyTorch.model(MODEL)) {
      Block block = Forecasters.build(spec, new SplittableRandom());
      block.setInitializer(Initializer.ZEROS, parameter -> true);
      Forecasters.initialise(block, spec, manager);
      FlatWeights.assign(model.weights(), block);
      saved.setBlock(block);
      saved.save(folder, MODEL);
    }
    Map<String, String> hashes = new TreeMap<>();
    hashes.put(WEIGHTS, hash(folder.resolve(WEIGHTS)));
    if (model.masks() != null) {
      model.masks().save(folder.resolve(MASKS));
      hashes.put(MASKS, hash(folder.resolve(MASKS)));
    }
    ServingProperties.write(folder, MODEL);
    hashes.put(ServingProperties.FILE, hash(folder.resolve(ServingProperties.FILE)));
    return hashes;
  }
}
