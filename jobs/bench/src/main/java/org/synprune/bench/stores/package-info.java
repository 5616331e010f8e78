/** What stores of results cost, measured in processes of their own. */
package org.synprune.bench.stores;
