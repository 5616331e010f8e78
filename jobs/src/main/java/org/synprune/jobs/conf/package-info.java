/**
 * The one reader of configuration files: HOCON, found by name ({@link
 * org.synprune.jobs.conf.ConfFolder}), read strictly ({@link org.synprune.jobs.conf.Section}).
 */
@NullMarked
package org.synprune.jobs.conf;

import org.jspecify.annotations.NullMarked;
