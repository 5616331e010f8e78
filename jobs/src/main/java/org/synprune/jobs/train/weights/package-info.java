/**
 * The weights of a stack as one matrix: where each parameter lies in a row, and Adam's steps. The
 * door is {@link org.synprune.jobs.train.weights.ParameterLayout}.
 */
@NullMarked
package org.synprune.jobs.train.weights;

import org.jspecify.annotations.NullMarked;
