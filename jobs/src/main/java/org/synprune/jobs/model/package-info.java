/**
 * The three forecasters of the paper, each defined once: its parameters, its forward pass and
 * PyTorch's way to draw its first weights. {@link org.synprune.jobs.model.Forecasters} gives them
 * as blocks of DJL; training computes many of them side by side by the same forward pass.
 */
@NullMarked
package org.synprune.jobs.model;

import org.jspecify.annotations.NullMarked;
