/** The program on stand-ins of real clusters: Hadoop's own YARN and HDFS, all in one process. */
package org.synprune.cluster;
