/** Runnable examples of the guide. They use only the library's public types. */
package org.synprune.examples;
