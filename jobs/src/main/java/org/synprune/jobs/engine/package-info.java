/**
 * How the process's PyTorch is started: the one place that loads the engine. The door is {@link
 * org.synprune.jobs.engine.PyTorch}. Knows no Spark.
 */
@NullMarked
package org.synprune.jobs.engine;

import org.jspecify.annotations.NullMarked;
