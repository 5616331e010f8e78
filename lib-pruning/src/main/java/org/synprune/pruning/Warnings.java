package org.synprune.pruning;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a user should know of a training: logged, each once, and kept. */
final class Warnings {

  private static final Logger logger = LoggerFactory.getLogger(SynapticPruner.class);

  private final List<String> said = new ArrayList<>();

  synchronized void say(String sentence) {
    if (!said.contains(sentence)) {
      said.add(sentence);
      logger.warn(sentence);
    }
  }

  synchronized List<String> all() {
    return List.copyOf(said);
  }
}
