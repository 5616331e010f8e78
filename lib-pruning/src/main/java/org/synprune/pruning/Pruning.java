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

/** Pruning without a training, and models saved together with their masks. */
public final class Pruning {

  private Pruning() {}

  /**
   * Prunes a trained block at once: the smallest magnitudes of all weight matrices together.
   *
   * @param block an initialized block, say of a model that was loaded
   * @param sparsity the share of weights that become 0, in [0, 1), rounded down to whole weights
   * @return the masks; the block's weights are pruned already
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
   * Prunes a trained block at once, to the sparsity that a pruner's schedule ends at.
   *
   * <p>Frozen parameters are pruned too: in a TorchScript model that was loaded all are frozen. A
   * saliency that needs gradients takes those of the last backward pass.
   *
   * @param block an initialized block
   * @param pruner says what is pruned and how
   * @return the masks; the block's weights are pruned already
   * @throws IllegalArgumentException if the block can't be pruned (as {@link
   *     SynapticPruner#newSession(Block)}), gradients are needed and there are none, or the pruner
   *     regrows, which has no meaning here
   */
  public static Masks apply(Block block, SynapticPruner pruner) {
    return pruner.applyOnce(block);
  }

  /**
   * Sets the weights that masks prune to 0 for good, say after masks were read from a file. Nothing
   * of this library is needed afterwards.
   *
   * @param block an initialized block
   * @param masks masks of some or all of its parameters
   * @throws IllegalArgumentException if the block has no parameter of a mask's path and shape; its
   *     weights are then as they were
   */
  public static void makePermanent(Block block, Masks masks) {
    Map<String, NDArray> weights = weights(block, masks);
    for (String path : masks.paths()) {
      NDArray weight = weights.get(path);
      // Not a product: that of 0 and what isn't finite is NaN.
      try (NDArray mask = weight.getManager().create(masks.toFloatArray(path), weight.getShape());
          NDArray kept = mask.gt(0);
          NDArray zeros = weight.zerosLike();
          NDArray values = weight.stopGradient();
          NDArray result = NDArrays.where(kept, values, zeros)) {
        SparseWeights.overwrite(weight, result);
      }
    }
  }

  /**
   * Saves a model as DJL does, {@code NAME-0000.params} for its first time, and beside it the masks
   * as {@code NAME-0000.masks}. Both are written elsewhere in the folder and then moved, the masks
   * first: parameters that are there are whole and have their masks.
   *
   * @param model the model
   * @param folder where to save; made if it isn't there
   * @param name the name of the files
   * @param masks masks of some or all of its parameters
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if the masks don't fit the model or a weight that they prune
   *     isn't 0; nothing is saved then
   */
  public static void save(Model model, Path folder, String name, Masks masks) throws IOException {
    requireApplied(model.getBlock(), masks);
    Files.createDirectories(folder);
    String epoch = model.getProperty("Epoch");
    int number = epoch == null ? Utils.getCurrentEpoch(folder, name) + 1 : Integer.parseInt(epoch);
    Path params = folder.resolve(fileName(name, number, "params"));
    Path aside = Files.createDirectory(WholeFile.beside(params));
    try {
      Path written = saveCopy(model, aside, name);
      masks.save(folder.resolve(fileName(name, number, "masks")));
      WholeFile.move(written, params);
    } finally {
      Utils.deleteQuietly(aside);
    }
  }

  /**
   * Saves by another model of the same block: the model takes the folder it saves to for its own.
   */
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
   * Loads a model that {@link #save} saved, the one of the highest number, into its block, with the
   * masks.
   *
   * @param model a model whose block is set
   * @param folder the folder
   * @param name the name of the files
   * @return the masks, which a training goes on with by {@link SynapticPrunerBuilder#optFirstMasks}
   * @throws IOException if a file can't be read, there are no masks beside the parameters, or they
   *     are another model's: they don't fit, or a weight that they prune isn't 0; the message names
   *     the file
   * @throws MalformedModelException if the parameters don't fit the block
   */
  public static Masks load(Model model, Path folder, String name)
      throws IOException, MalformedModelException {
    model.load(folder, name);
    Path found = model.getModelPath();
    Path file = found.resolve(fileName(name, Utils.getCurrentEpoch(found, name), "masks"));
    if (!Files.isRegularFile(file)) {
      throw new IOException("The model was saved without masks: there is no " + file + ".");
    }
    Masks masks = Masks.load(file);
    try {
      requireApplied(model.getBlock(), masks);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return masks;
  }

  /** Names a file of a number, which DJL calls the epoch. */
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
                      "The masks aren't applied: they prune "
                          + left
                          + " weights of "
                          + path
                          + " that aren't 0.");
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
