/** Processes that a benchmark starts and measures from outside. */
package org.synprune.bench.process;
