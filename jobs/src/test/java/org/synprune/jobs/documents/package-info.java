/** What the project's documents say is held against the project. */
package org.synprune.jobs.documents;
