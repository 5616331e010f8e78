/** Partners that run on Python, with the fastest kernels that their BLAS has for the machine. */
package org.synprune.bench.python;
