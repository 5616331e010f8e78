/** A stand-in for Amazon's S3: another's mock in a process of its own, behind a proxy of ours. */
@org.jspecify.annotations.NullMarked
package org.synprune.s3;
