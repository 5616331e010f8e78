/**
 * Generates raw files in the form of real data sets, with a known lowest error. {@link
 * org.synprune.jobs.data.generate.Generator} is the door; {@link
 * org.synprune.jobs.data.generate.TruthFile} tells generated files from real ones.
 */
@NullMarked
package org.synprune.jobs.data.generate;

import org.jspecify.annotations.NullMarked;
