/** Runnable examples of the guide. They use nothing but what the library makes public. */
package org.synprune.examples;
