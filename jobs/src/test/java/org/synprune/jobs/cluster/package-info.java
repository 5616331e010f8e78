/** The program on a real Spark standalone cluster of processes, and what happens when they die. */
package org.synprune.jobs.cluster;
