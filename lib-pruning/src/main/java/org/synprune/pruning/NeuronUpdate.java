package org.synprune.pruning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Prunes whole neurons, which never grow back. */
final class NeuronUpdate implements MaskUpdate {

  private final Scope scope;
  private final MaskedWeights layers;
  private final List<NeuronLayer> neuronLayers;

  /** An active neuron: its layer, its index in the layer and its mean score. */
  private record Neuron(int layer, int unit, float score) {}

  NeuronUpdate(Scope scope, MaskedWeights layers) {
    this.scope = scope;
    this.layers = layers;
    this.neuronLayers = NeuronLayer.of(layers.shapes());
  }

  @Override
  public boolean update(double target, BatchScores scores) {
    List<float[]> active = neuronLayers.stream().map(l -> l.means(layers.mask())).toList();
    long[] budgets = budgets(target, active);
    long smallest = neuronLayers.stream().mapToLong(NeuronLayer::weightsPerNeuron).min().orElse(0);
    if (IntStream.range(0, budgets.length).allMatch(i -> budgets[i] < smallest)) {
      return false;
    }
    NDArray saliencies = scores.saliencies();
    var neurons = new ArrayList<Neuron>();
    var keep = new ArrayList<float[]>();
    int[] left = new int[neuronLayers.size()];
    for (int i = 0; i < left.length; i++) {
      float[] means = neuronLayers.get(i).means(saliencies);
      float[] kept = new float[means.length];
      for (int unit = 0; unit < means.length; unit++) {
        if (active.get(i)[unit] > 0) {
          neurons.add(new Neuron(i, unit, means[unit]));
          kept[unit] = 1;
          left[i]++;
        }
      }
      keep.add(kept);
    }
    // The sort is stable: among equal scores the first in path order are pruned.
    neurons.sort(Comparator.comparingDouble(Neuron::score));
    for (Neuron neuron : neurons) {
      int layer = neuron.layer;
      int pool = scope == Scope.GLOBAL ? 0 : layer;
      long cost = neuronLayers.get(layer).weightsPerNeuron();
      if (budgets[pool] < cost) {
        budgets[pool] = 0;
      } else if (left[layer] > 1) {
        keep.get(layer)[neuron.unit] = 0;
        left[layer]--;
        budgets[pool] -= cost;
      }
    }
    for (int i = 0; i < left.length; i++) {
      neuronLayers.get(i).keep(layers.mask(), keep.get(i));
    }
    layers.count();
    return true;
  }

  /** Returns how many more weights to prune: of all layers together, or of each. */
  private long[] budgets(double target, List<float[]> active) {
    long[] budgets = new long[scope == Scope.GLOBAL ? 1 : neuronLayers.size()];
    List<Shape> shapes = neuronLayers.stream().map(NeuronLayer::shape).toList();
    double[] targets = scope.layerTargets(target, shapes);
    long total = 0;
    for (int i = 0; i < targets.length; i++) {
      NeuronLayer layer = neuronLayers.get(i);
      total += layer.size();
      long pruned = 0;
      for (float mean : active.get(i)) {
        pruned += mean > 0 ? 0 : layer.weightsPerNeuron();
      }
      if (scope == Scope.GLOBAL) {
        budgets[0] -= pruned;
      } else {
        budgets[i] = (long) Math.floor(targets[i] * layer.size()) - pruned;
      }
    }
    if (scope == Scope.GLOBAL) {
      budgets[0] += (long) Math.floor(target * total);
    }
    return budgets;
  }
}
