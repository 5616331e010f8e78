package org.synprune.pruning;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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
        block, SynapticPruner.builder().optSchedule(SparsitySchedule.constant(sparsity)).build());
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
   * Says what {@link #apply(Block, SynapticPruner)} would prune. The block stays as it is.
   *
   * @param block an initialized block
   * @param pruner the settings
   * @return the masks
   * @throws IllegalArgumentException as {@link #apply(Block, SynapticPruner)}
   */
  public static Masks masks(Block block, SynapticPruner pruner) {
    return pruner.masksOf(block);
  }

  /**
   * Prunes a block for a while, to see what becomes of it:
   *
   * <pre>{@code
   * try (Pruning.Trial trial = Pruning.tryOut(block, pruner)) {
   *   System.out.println(trial.masks().sparsity() + " " + loss(block));
   * } // the block is as it was
   * }</pre>
   *
   * @param block an initialized block
   * @param pruner the settings
   * @return the masks, and the way back
   * @throws IllegalArgumentException as {@link #apply(Block, SynapticPruner)}
   */
  public static Trial tryOut(Block block, SynapticPruner pruner) {
    return new Trial(block, pruner);
  }

  /**
   * Measures how much each layer minds being pruned: the loss of the block with that layer alone
   * pruned, at some sparsities. The block is as it was afterwards.
   *
   * @param block an initialized block
   * @param loss measures the loss of the block, say on a validation set
   * @param sparsities the sparsities, each in [0, 1)
   * @return the losses, by layer
   * @throws IllegalArgumentException as {@link #apply(Block, double)}
   */
  public static SensitivityTable sensitivity(
      Block block, ToDoubleFunction<Block> loss, double... sparsities) {
    List<SensitivityTable.Row> rows = new ArrayList<>();
    for (String path : masks(block, pruner(0, "*")).paths()) {
      List<Double> losses = new ArrayList<>();
      for (double sparsity : sparsities) {
        try (Trial trial = tryOut(block, pruner(sparsity, PathPattern.literal(path)))) {
          losses.add(loss.applyAsDouble(trial.block));
        }
      }
      rows.add(new SensitivityTable.Row(path, losses));
    }
    return new SensitivityTable(
        loss.applyAsDouble(block), Arrays.stream(sparsities).boxed().toList(), rows);
  }

  private static SynapticPruner pruner(double sparsity, String glob) {
    return SynapticPruner.builder()
        .optSchedule(SparsitySchedule.constant(sparsity))
        .optInclude(glob)
        .build();
  }

  /** A block that is pruned until this is closed. Not thread-safe. */
  public static final class Trial implements AutoCloseable {

    private final Block block;
    private final Masks masks;
    private final Map<NDArray, NDArray> before = new LinkedHashMap<>();

    private Trial(Block block, SynapticPruner pruner) {
      this.block = block;
      for (Parameter parameter : block.getParameters().values()) {
        if (parameter.isInitialized()) {
          NDArray array = parameter.getArray();
          try (NDArray alias = array.stopGradient()) {
            before.put(array, alias.duplicate());
          }
        }
      }
      boolean pruned = false;
      try {
        this.masks = apply(block, pruner);
        pruned = true;
      } finally {
        if (!pruned) {
          before.values().forEach(NDArray::close);
        }
      }
    }

    /**
     * Returns the masks.
     *
     * @return the masks, which are applied until this is closed
     */
    public Masks masks() {
      return masks;
    }

    /** Gives the parameters their numbers back. Closing again does nothing. */
    @Override
    public void close() {
      before.forEach(
          (array, copy) -> {
            SparseWeights.overwrite(array, copy);
            copy.close();
          });
      before.clear();
    }
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
   * Removes wholly pruned neurons, filters and recurrent units from a block: their rows, what
   * belongs to them in a batch normalisation behind them, and what the next layer has for them.
   * What a constant neuron contributes there goes into the bias. The block's outputs in inference
   * stay the same, up to rounding.
   *
   * <p>Neurons are followed through {@code SequentialBlock}s from one linear, convolutional or
   * recurrent layer to the next, through batch normalisations and any blocks without parameters
   * that keep channels apart: activations, pooling, dropout, flattening, a choice of time steps.
   * They stay where all channels are needed: at the block's outputs, before a {@code LayerNorm}, at
   * both ends of a {@code ParallelBlock} (within its branches they are removed), before a padded
   * convolution that sees the border of a constant that isn't 0. {@link ShrinkReport#kept} says so.
   * The layers of one recurrent block keep as many units as each other.
   *
   * <p>Open a new trainer afterwards: an optimizer's state has the old shapes.
   *
   * @param block an initialized block, whose masks are applied; changed
   * @param masks its masks, of {@link Structure#neurons()} or others that prune whole rows
   * @return what was removed
   * @throws IllegalArgumentException if the masks don't match or aren't applied, or pruned neurons
   *     are in a block, or go through one, that they can't be followed through; the message names
   *     it, and the block is as it was
   */
  public static ShrinkReport shrink(Block block, Masks masks) {
    requireApplied(block, masks);
    return Shrinking.shrink(block, masks);
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
   * @throws IllegalArgumentException if the masks don't match the model, a pruned weight isn't 0,
   *     or it is a TorchScript model, which {@link SparseWeights} can save; nothing is saved then
   */
  public static void save(Model model, Path folder, String name, Masks masks) throws IOException {
    if (model.getBlock() instanceof SymbolBlock) {
      throw new IllegalArgumentException(
          "DJL can't load the parameters of a TorchScript model again: save"
              + " SparseWeights.of(block, masks), and write it into the model when that is loaded.");
    }
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
          "The model was saved without masks, by another listener than PrunedModelListener: the file "
              + file
              + " doesn't exist.");
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

  /** Returns the file of the masks that belong to a model's parameters. */
  static Path masksFile(Path folder, String name, int number) {
    return folder.resolve(fileName(name, number, "masks"));
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
