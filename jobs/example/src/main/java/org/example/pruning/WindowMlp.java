package org.example.pruning;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import org.synprune.jobs.extend.NetworkProvider;
import org.synprune.jobs.extend.NetworkRequest;

/** A hidden layer on the whole window. */
public final class WindowMlp implements NetworkProvider {

  @Override
  public String name() {
    return "window-mlp";
  }

  @Override
  public String version() {
    return "1.0";
  }

  @Override
  public Block create(NetworkRequest request) {
    int width = request.settings().integer("width", request.hidden());
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(width).build())
        .add(Activation.reluBlock())
        .add(request.dropout())
        .add(Linear.builder().setUnits(request.horizon()).build());
  }
}
