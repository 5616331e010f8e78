package org.synprune.pruning;

import java.util.Collection;
import java.util.List;

/**
 * Which parameters are pruned, of those that the preset prunes.
 *
 * @param includes a path has to match one of these, unless there are none
 * @param excludes a path must match none of these
 */
record LayerFilter(List<PathPattern> includes, List<PathPattern> excludes) {

  LayerFilter {
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
  }

  boolean matches(String path) {
    return (includes.isEmpty() || includes.stream().anyMatch(one -> one.matches(path)))
        && excludes.stream().noneMatch(one -> one.matches(path));
  }

  /**
   * Refuses patterns that match nothing, which are most likely misspelt.
   *
   * @param prunable paths of the parameters that the preset prunes; an include has to match one
   * @param all paths of all parameters; an exclude has to match one
   * @throws IllegalArgumentException if one doesn't
   */
  void requireUsed(Collection<String> prunable, Collection<String> all) {
    includes.forEach(one -> requireUsed(one, prunable));
    excludes.forEach(one -> requireUsed(one, all));
  }

  /** Refuses a pattern that matches none of some paths. */
  static void requireUsed(PathPattern pattern, Collection<String> paths) {
    if (paths.stream().noneMatch(pattern::matches)) {
      throw new IllegalArgumentException(
          "The pattern '"
              + pattern
              + "' matches none of "
              + paths
              + "; it has to match a whole path, with * for any characters.");
    }
  }
}
