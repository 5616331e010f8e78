package org.synprune.jobs.model.patchtst;

import java.util.HashMap;
import java.util.Map;

/** Memory of passes on the host, which is used again by the next one; for one thread at a time. */
public final class HostRoom {

  private final Map<TokenShape, TokenLoops> loops = new HashMap<>();

  TokenLoops of(TokenShape shape, HostVectors vectors) {
    return loops.computeIfAbsent(shape, key -> new TokenLoops(key, vectors));
  }
}
