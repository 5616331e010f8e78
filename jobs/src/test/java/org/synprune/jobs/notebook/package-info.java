/** The notebook over the results, run as a user runs it. */
package org.synprune.jobs.notebook;
