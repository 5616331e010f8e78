/** Tests of what stands in {@code scripts}, as a shell runs it. */
package org.synprune.jobs.scripts;
