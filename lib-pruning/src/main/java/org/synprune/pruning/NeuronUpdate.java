package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Prunes whole neurons, which never grow back. */
final class NeuronUpdate implements MaskUpdate {

  private final PruningRules rules;
  private final MaskedWeights layers;
  private final List<NeuronLayer> neuronLayers;

  NeuronUpdate(PruningRules rules, MaskedWeights layers) {
    this.rules = rules;
    this.layers = layers;
    this.neuronLayers = NeuronLayer.of(layers.shapes());
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    List<float[]> active = neuronLayers.stream().map(l -> l.means(layers.mask())).toList();
    GroupChoice choice = choice(target, active);
    if (IntStream.range(0, active.size())
        .noneMatch(i -> choice.fits(i, neuronLayers.get(i).weightsPerNeuron()))) {
      return false;
    }
    NDArray saliencies = scores.saliencies();
    List<GroupChoice.Group> neurons = new ArrayList<>();
    for (int i = 0; i < active.size(); i++) {
      NeuronLayer layer = neuronLayers.get(i);
      float[] means = layer.means(saliencies);
      for (int unit = 0; unit < means.length; unit++) {
        if (active.get(i)[unit] > 0) {
          neurons.add(new GroupChoice.Group(i, unit, means[unit], layer.weightsPerNeuron()));
        }
      }
    }
    List<float[]> keep = active.stream().map(NeuronUpdate::ones).toList();
    choice.choose(neurons).forEach(neuron -> keep.get(neuron.layer())[neuron.number()] = 0);
    for (int i = 0; i < keep.size(); i++) {
      neuronLayers.get(i).keep(layers.mask(), keep.get(i));
    }
    layers.count();
    return true;
  }

  private static float[] ones(float[] like) {
    float[] ones = new float[like.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private GroupChoice choice(double target, List<float[]> active) {
    int count = active.size();
    long[] sizes = new long[count];
    long[] units = new long[count];
    long[] left = new long[count];
    long[] pruned = new long[count];
    for (int i = 0; i < count; i++) {
      NeuronLayer layer = neuronLayers.get(i);
      sizes[i] = layer.size();
      units[i] = layer.units();
      for (float mean : active.get(i)) {
        left[i] += mean > 0 ? 1 : 0;
      }
      pruned[i] = (units[i] - left[i]) * layer.weightsPerNeuron();
    }
    List<Integer> trained =
        IntStream.range(0, count)
            .filter(i -> layers.areTrained(neuronLayers.get(i).paths()))
            .boxed()
            .toList();
    List<Pool<Integer>> pools =
        Pool.of(
            rules,
            target,
            trained,
            i -> neuronLayers.get(i).paths().get(0),
            i -> neuronLayers.get(i).shape());
    return GroupChoice.of(rules, pools, sizes, units, left, pruned);
  }
}
