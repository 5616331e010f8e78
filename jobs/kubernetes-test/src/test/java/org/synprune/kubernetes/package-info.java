/** The program on a mock Kubernetes whose pods are processes. */
@NullMarked
package org.synprune.kubernetes;

import org.jspecify.annotations.NullMarked;
