package org.synprune.pruning;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Prunes trained models, and saves and loads models together with their masks. */
public final class Pruning {

  private Pruning() {}

  /**
   * Prunes a trained block in one step: of all weight matrices together the smallest magnitudes.
   *
   * @param block an initialized block, for example of a loaded model
   * @param sparsity the share of weights to set to 0, in [0, 1), rounded down to whole weights
   * @return the masks, which are already applied
   * @throws IllegalArgumentException as {@link #apply(Block, SynapticPruner)}
   */
  public static Masks apply(Block block, double sparsity) {
    return apply(
        block,
        SynapticPruner.builder()
            .optSchedule(SparsitySchedule.constant(sparsity))
            .optCountRule(CountRule.EXACT)
            .build());
  }

  /**
   * Prunes a trained block in one step, to the last sparsity of a pruner's schedule.
   *
   * <p>Frozen parameters are pruned too, since all parameters of a loaded TorchScript model are
   * frozen. A saliency that needs gradients takes those of the last backward pass.
   *
   * @param block an initialized block
   * @param pruner the settings
   * @return the masks, which are already applied
   * @throws IllegalArgumentException if the block can't be pruned (as {@link
   *     SynapticPruner#newSession(Block)}), gradients are needed but missing, or the pruner has a
   *     regrowth, which needs a training
   */
  public static Masks apply(Block block, SynapticPruner pruner) {
    return pruner.applyOnce(block);
  }

  /**
   * Sets the pruned weights to 0, for example after masks were read from a file. The block then
   * doesn't need this library any more.
   *
   * @param block an initialized block
   * @param masks masks of some or all of its parameters
   * @throws IllegalArgumentException if the block has no parameter of a mask's path and shape; its
   *     weights are then unchanged
   */
  public static void makePermanent(Block block, Masks masks) {
    Map<String, NDArray> weights = weights(block, masks);
    for (String path : masks.paths()) {
      NDArray weight = weights.get(path);
      // Not a product: 0 times infinity is NaN.
      try (NDArray mask = weight.getManager().create(masks.toFloatArray(path), weight.getShape());
          NDArray active = mask.gt(0);
          NDArray zeros = weight.zerosLike();
          NDArray values = weight.stopGradient();
          NDArray result = NDArrays.where(active, values, zeros)) {
        SparseWeights.overwrite(weight, result);
      }
    }
  }

  /**
   * Saves a model as DJL does, the first time as {@code NAME-0000.params}, together with its masks
   * as {@code NAME-0000.masks}. Both files are written under other names and then renamed, the
   * masks first, so parameters are never seen incomplete or without their masks.
   *
   * @param model the model
   * @param folder the folder; created if it doesn't exist
   * @param name the files' name without number and ending
   * @param masks masks of some or all of its parameters
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if the masks don't match the model or a pruned weight isn't 0;
   *     nothing is saved then
   */
  public static void save(Model model, Path folder, String name, Masks masks) throws IOException {
    requireApplied(model.getBlock(), masks);
    Files.createDirectories(folder);
    String epoch = model.getProperty("Epoch");
    int number = epoch == null ? Utils.getCurrentEpoch(folder, name) + 1 : Integer.parseInt(epoch);
    Path params = folder.resolve(fileName(name, number, "params"));
    Path aside = Files.createDirectory(AtomicFile.beside(params));
    try {
      Path written = saveCopy(model, aside, name);
      masks.save(folder.resolve(fileName(name, number, "masks")));
      AtomicFile.move(written, params);
    } finally {
      Utils.deleteQuietly(aside);
    }
  }

  /** Saves by a copy of the model, because DJL's {@code save} changes the model's own path. */
  private static Path saveCopy(Model model, Path folder, String name) throws IOException {
    NDManager manager = model.getNDManager();
    String engine = manager.getEngine().getEngineName();
    try (Model copy = Model.newInstance(model.getName(), manager.getDevice(), engine)) {
      copy.setBlock(model.getBlock());
      copy.setDataType(model.getDataType());
      model.getProperties().forEach(copy::setProperty);
      copy.save(folder, name);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  /**
   * Loads the parameters and masks that {@link #save} saved last, those with the highest number.
   *
   * @param model a model with its block, which gets the parameters
   * @param folder the folder
   * @param name the files' name without number and ending
   * @return the masks; to continue a training use {@link SynapticPrunerBuilder#optFirstMasks}
   * @throws IOException if a file can't be read, there are no masks for the parameters, or the
   *     masks don't match: they have other paths or shapes, or a pruned weight isn't 0; the message
   *     names the file
   * @throws MalformedModelException if the parameters don't match the block
   */
  public static Masks load(Model model, Path folder, String name)
      throws IOException, MalformedModelException {
    model.load(folder, name);
    Path found = model.getModelPath();
    Path file = found.resolve(fileName(name, Utils.getCurrentEpoch(found, name), "masks"));
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "The model was saved without masks: the file " + file + " doesn't exist.");
    }
    Masks masks = Masks.load(file);
    try {
      requireApplied(model.getBlock(), masks);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return masks;
  }

  /** Returns a file's name with its number, which DJL calls the epoch. */
  private static String fileName(String name, int number, String kind) {
    return String.format(Locale.ROOT, "%s-%04d.%s", name, number, kind);
  }

  private static void requireApplied(Block block, Masks masks) {
    weights(block, masks)
        .forEach(
            (path, weight) -> {
              try (NDManager scratch = weight.getManager().newSubManager(weight.getDevice())) {
                NDArray mask = scratch.create(masks.toFloatArray(path), weight.getShape());
                NDArray values = weight.stopGradient();
                values.attach(scratch);
                long left = mask.eq(0).logicalAnd(values.neq(0)).countNonzero().getLong();
                if (left > 0) {
                  throw new IllegalArgumentException(
                      "The masks aren't applied: "
                          + left
                          + " pruned weights of "
                          + path
                          + " aren't 0.");
                }
              }
            });
  }

  private static Map<String, NDArray> weights(Block block, Masks masks) {
    var weights = new LinkedHashMap<String, NDArray>();
    var shapes = new LinkedHashMap<String, Shape>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      if (masks.paths().contains(entry.getKey())) {
        weights.put(entry.getKey(), entry.getValue().getArray());
        shapes.put(entry.getKey(), entry.getValue().getArray().getShape());
      }
    }
    masks.requireMatch(shapes);
    return weights;
  }
}
