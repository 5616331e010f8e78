/**
 * What lets any DJL program load a saved model: {@code serving.properties} names {@link
 * org.synprune.jobs.saved.serving.ForecastBlockFactory}, and {@link
 * org.synprune.jobs.saved.serving.ForecastTranslatorFactory} takes windows as arrays. Both take and
 * give raw units.
 *
 * <p>Needs DJL, its PyTorch engine and Gson, which is DJL's own; models of Monte Carlo dropout also
 * need Commons RNG and Commons Codec. All of it is in {@code jobs-*-spark.jar}.
 */
@NullMarked
package org.synprune.jobs.saved.serving;

import org.jspecify.annotations.NullMarked;
