package org.synprune.jobs.extend;

/**
 * What a grid can name of a user's own code. Has a public constructor without arguments. May be
 * used by several threads, and is created anew whenever it is looked for.
 */
public interface Provider {

  /**
   * The name in a grid.
   *
   * @return up to 60 letters, digits and {@code . _ + -}, a letter or digit first; none that a
   *     built-in part or network has
   */
  String name();

  /**
   * The version of the code. It goes into the ids of the trials that use it: raise it whenever
   * results change, and they are trained anew instead of being taken for done.
   *
   * @return such as {@code 1.0}; any text
   */
  String version();
}
