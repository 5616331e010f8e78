/**
 * Guesses how a file is to be read, for people who have a file and no description of it. {@link
 * org.synprune.jobs.data.guess.ConfGuess} is the door.
 */
@NullMarked
package org.synprune.jobs.data.guess;

import org.jspecify.annotations.NullMarked;
