/** The program's commands on the addresses of a store, from raw files to forecasts. */
@org.jspecify.annotations.NullMarked
package org.synprune.jobs.places;
