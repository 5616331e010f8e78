/**
 * The paper's own results: {@link org.synprune.jobs.paper.AppendixFile} reads its appendix, {@link
 * org.synprune.jobs.paper.PaperAnalysis} does what its tables 2 to 4 do, {@link
 * org.synprune.jobs.paper.Replica} compares our trainings with its script's.
 */
@NullMarked
package org.synprune.jobs.paper;

import org.jspecify.annotations.NullMarked;
