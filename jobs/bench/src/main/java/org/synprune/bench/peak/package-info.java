/** What the processor and the engine's products can do: the measure of training steps. */
package org.synprune.bench.peak;
