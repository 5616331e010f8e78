/** The one reader of configuration files: HOCON, found by name, read strictly. */
package org.synprune.jobs.conf;
