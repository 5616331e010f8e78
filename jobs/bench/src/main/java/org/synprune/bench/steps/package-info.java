/** Training steps of this project, of idiomatic DJL and of PyTorch, ready to be timed. */
package org.synprune.bench.steps;
