package org.synprune.jobs.train.stack;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.train.batches.SeriesOnDevice;
import org.synprune.jobs.train.outcome.TrainedModel;
import org.synprune.pruning.Placement;

/**
 * What a stack needs besides trials and data.
 *
 * @param spec the networks' shape
 * @param randomness of a seed
 * @param placement where the stack computes what is no matrix product
 * @param onDevice the series on the device; null if batches are gathered in main memory
 * @param observer watches the training
 * @param models takes the trained networks
 */
public record StackSetup(
    ForecasterSpec spec,
    LongFunction<Randomness> randomness,
    Placement placement,
    @Nullable SeriesOnDevice onDevice,
    StepObserver observer,
    TrainedModel.Sink models) {}
