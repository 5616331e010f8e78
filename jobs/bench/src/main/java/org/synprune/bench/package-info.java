/**
 * The benchmark that {@code scripts/bench} runs: every figure is a ratio to a partner that is
 * measured in the same run, turn by turn. Not part of the program and not run as tests.
 */
package org.synprune.bench;
