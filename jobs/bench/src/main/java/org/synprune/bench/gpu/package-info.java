/**
 * The first look at a machine with a GPU, {@code scripts/gpu-check}: whether trainings there give
 * what they should, how fast they are, and what becomes of errors. Each check is a process of its
 * own, as some of them leave the device unusable to their process.
 */
package org.synprune.bench.gpu;
