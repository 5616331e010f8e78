/**
 * Own code in a sweep: a saliency, a schedule, a structure or a network that a grid names. Write a
 * {@link org.synprune.jobs.extend.SaliencyProvider}, a {@link
 * org.synprune.jobs.extend.ScheduleProvider}, a {@link org.synprune.jobs.extend.StructureProvider}
 * or a {@link org.synprune.jobs.extend.NetworkProvider}, name the class in {@code
 * META-INF/services}, as {@link java.util.ServiceLoader} wants it, and put the jar on the class
 * path: {@code SYNPRUNE_CLASSPATH} of {@code scripts/synprune}.
 */
@NullMarked
package org.synprune.jobs.extend;

import org.jspecify.annotations.NullMarked;
