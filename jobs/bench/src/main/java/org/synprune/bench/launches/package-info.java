/**
 * What trainings ask of a GPU, counted on the CPU where the same operations are called: launches,
 * bytes, transfers; and how long a GPU would take for them.
 */
package org.synprune.bench.launches;
