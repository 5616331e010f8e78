/** Figures of a benchmark: ratios of what was measured in turns, their spread, and the table. */
package org.synprune.bench.figure;
