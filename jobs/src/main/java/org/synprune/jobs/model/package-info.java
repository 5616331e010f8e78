/** The three forecasters of the paper as DJL blocks, with PyTorch's own initialisation. */
package org.synprune.jobs.model;
