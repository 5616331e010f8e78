/** What all Spark jobs of the program share: {@link org.synprune.jobs.spark.JobDescription}. */
@NullMarked
package org.synprune.jobs.spark;

import org.jspecify.annotations.NullMarked;
