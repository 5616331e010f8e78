package org.synprune.s3;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What a store does wrong, request by request. */
@FunctionalInterface
interface Fault {

  /** None. */
  Fault NONE = (method, path) -> Effect.SERVED;

  /**
   * What becomes of a request.
   *
   * @param method such as PUT
   * @param path bucket and key
   */
  Effect on(String method, String path);

  /** The store is gone: connections end without an answer. */
  static Fault gone() {
    return (method, path) -> Effect.DROPPED;
  }

  /** The store is overloaded. */
  static Fault unavailable() {
    return (method, path) -> Effect.UNAVAILABLE;
  }

  /** Nobody may do anything. */
  static Fault forbidden() {
    return (method, path) -> Effect.FORBIDDEN;
  }

  /** All may read, nobody may write. */
  static Fault readOnly() {
    return (method, path) ->
        method.equals("GET") || method.equals("HEAD") ? Effect.SERVED : Effect.FORBIDDEN;
  }

  /**
   * The next writes of an object are done, but their writer doesn't hear of it, and repeats them.
   *
   * @param part of the paths that are meant
   * @param times how many
   */
  static Fault answersLost(String part, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return (method, path) ->
        method.equals("PUT") && path.contains(part) && left.getAndDecrement() > 0
            ? Effect.UNHEARD
            : Effect.SERVED;
  }

  /**
   * What becomes of a request.
   *
   * @param passesOn whether the store gets it
   * @param answers whether an answer goes back; otherwise the connection is closed
   * @param status the answer's, if the store doesn't give it
   * @param code the name of the error, in the words of S3
   */
  record Effect(boolean passesOn, boolean answers, int status, String code) {

    static final Effect SERVED = new Effect(true, true, 0, "");
    static final Effect UNHEARD = new Effect(true, false, 0, "");
    static final Effect DROPPED = new Effect(false, false, 0, "");
    static final Effect UNAVAILABLE = new Effect(false, true, 503, "ServiceUnavailable");
    static final Effect FORBIDDEN = new Effect(false, true, 403, "AccessDenied");

    byte[] body() {
      return "<Error><Code>%1$s</Code><Message>%1$s</Message></Error>"
          .formatted(code)
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
