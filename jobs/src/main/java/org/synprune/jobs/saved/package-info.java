/** Trained networks in folders: weights as DJL writes them, masks, scaler and configuration. */
package org.synprune.jobs.saved;
