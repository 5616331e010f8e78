package org.synprune.jobs.conf;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a list of texts and objects: one of the two.
 *
 * @param text the text, or null
 * @param object the object, or null
 */
public record ListEntry(@Nullable String text, @Nullable Section object) {}
