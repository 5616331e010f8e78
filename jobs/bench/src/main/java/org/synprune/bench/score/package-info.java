/** The two ways of forecasting that the benchmark of {@code score} compares. */
package org.synprune.bench.score;
