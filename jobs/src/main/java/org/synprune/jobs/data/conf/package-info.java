/**
 * What a data set is: its files, columns and recipes, as {@code conf/datasets/NAME.conf} says.
 * {@link org.synprune.jobs.data.conf.DatasetConf} is the door.
 */
@NullMarked
package org.synprune.jobs.data.conf;

import org.jspecify.annotations.NullMarked;
