/** JMH benchmarks of the library. The test build compiles them but doesn't run them. */
package org.synprune.benchmarks;
