/** Benchmarks of the library by JMH. The tests compile them and don't run them. */
package org.synprune.benchmarks;
