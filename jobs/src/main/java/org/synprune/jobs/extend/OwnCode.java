package org.synprune.jobs.extend;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;

/**
 * The providers on the class path, by their names.
 *
 * @param saliencies by name
 * @param schedules by name
 * @param structures by name
 * @param networks by name
 */
public record OwnCode(
    SortedMap<String, SaliencyProvider> saliencies,
    SortedMap<String, ScheduleProvider> schedules,
    SortedMap<String, StructureProvider> structures,
    SortedMap<String, NetworkProvider> networks) {

  /** A network, as messages name what own code provides; a part has its key in a grid. */
  public static final String NETWORK = "network";

  private static final String SALIENCY = "saliency";
  private static final String SCHEDULE = "schedule";
  private static final String STRUCTURE = "structure";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,59}");

  /**
   * Looks for providers where the calling thread finds classes: under Spark also in the jars that
   * it was given.
   *
   * @return all there are
   * @throws BadInputException if one can't be created, has no name or no version, or two have the
   *     same name
   */
  public static OwnCode onClassPath() {
    return new OwnCode(
        byName(SALIENCY, SaliencyProvider.class),
        byName(SCHEDULE, ScheduleProvider.class),
        byName(STRUCTURE, StructureProvider.class),
        byName(NETWORK, NetworkProvider.class));
  }

  /**
   * Looks for one provider.
   *
   * @param <P> its type
   * @param type its type
   * @param what it provides, such as {@code saliency}
   * @param name its name
   * @param version the version that is expected
   * @return the provider; empty if there is none of that name
   * @throws BadInputException if it has another version, or the providers can't be loaded
   */
  public static <P extends Provider> Optional<P> find(
      Class<P> type, String what, String name, @Nullable String version) {
    Optional<P> found = Optional.ofNullable(byName(what, type).get(name));
    found.ifPresent(
        provider -> {
          if (version != null && !version.equals(provider.version())) {
            throw new BadInputException(
                what
                    + " '"
                    + name
                    + "' has version "
                    + provider.version()
                    + " on this class path, expected version "
                    + version);
          }
        });
    return found;
  }

  /**
   * Makes sure that no provider has the name of something built in, in whichever case.
   *
   * @param what they provide, such as {@code saliency}
   * @param own their names
   * @param builtIn the names of what is built in
   * @throws BadInputException if one has
   */
  public static void requireOther(String what, Collection<String> own, Collection<String> builtIn) {
    own.stream()
        .filter(name -> builtIn.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .ifPresent(
            name -> {
              throw new BadInputException(
                  "own code on the class path provides a "
                      + what
                      + " '"
                      + name
                      + "', expected another name than that of a built-in one");
            });
  }

  private static <P extends Provider> SortedMap<String, P> byName(String what, Class<P> type) {
    SortedMap<String, P> all = new TreeMap<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? type.getClassLoader() : context;
    try {
      Iterator<P> found = ServiceLoader.load(type, loader).iterator();
      while (found.hasNext()) {
        P one = found.next();
        P twin = all.put(name(what, one), one);
        if (twin != null) {
          throw new BadInputException(
              "own code on the class path provides "
                  + what
                  + " '"
                  + one.name()
                  + "' twice, by "
                  + twin.getClass().getName()
                  + " and "
                  + one.getClass().getName());
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new BadInputException("own code on the class path can't be loaded: " + reason(e), e);
    }
    return Collections.unmodifiableSortedMap(all);
  }

  private static String name(String what, Provider provider) {
    String name = provider.name();
    if (name == null || !NAME.matcher(name).matches()) {
      throw new BadInputException(
          provider.getClass().getName()
              + " names its "
              + what
              + " '"
              + name
              + "', expected up to 60 letters, digits and . _ + -, a letter or digit first");
    }
    if (provider.version() == null) {
      throw new BadInputException(
          provider.getClass().getName() + " has no version, expected a text such as 1.0");
    }
    return name;
  }

  /** What was thrown, in one line: the innermost message says what is wrong. */
  static String reason(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    String line = message.lines().findFirst().orElse("");
    Throwable cause = thrown.getCause();
    String own = line.isEmpty() ? thrown.getClass().getName() : line;
    return cause == null || cause == thrown || own.contains(reason(cause))
        ? own
        : own + ": " + reason(cause);
  }

  /** Copies nothing: the maps can't be changed. */
  public OwnCode {
    Objects.requireNonNull(saliencies, "saliencies");
    Objects.requireNonNull(schedules, "schedules");
    Objects.requireNonNull(structures, "structures");
    Objects.requireNonNull(networks, "networks");
  }

  private Map<String, ? extends Provider> of(String what) {
    return switch (what) {
      case SALIENCY -> saliencies;
      case SCHEDULE -> schedules;
      case STRUCTURE -> structures;
      case NETWORK -> networks;
      default -> Map.of();
    };
  }

  /**
   * What there is.
   *
   * @param what such as {@code saliency}
   * @return the names of its providers; none for what own code can't provide
   */
  public Set<String> names(String what) {
    return of(what).keySet();
  }

  /**
   * The version that a provider states.
   *
   * @param what it provides, such as {@code saliency}
   * @param name its name
   * @return its version; null if it isn't own code
   */
  public @Nullable String version(String what, String name) {
    Provider provider = of(what).get(name);
    return provider == null ? null : provider.version();
  }

  /**
   * Makes a part, and puts into one sentence what its provider throws.
   *
   * @param <P> the provider's type
   * @param <T> the part's type
   * @param what it is, such as {@code saliency}
   * @param provider makes it
   * @param request what it is made for
   * @param create has the provider make it
   * @return the part
   * @throws BadInputException if the provider throws or makes nothing, or wasn't asked for a
   *     setting
   */
  public static <P extends Provider, T> T made(
      String what, P provider, PartRequest request, BiFunction<P, PartRequest, T> create) {
    try {
      T made = create.apply(provider, request);
      request.settings().done();
      return Objects.requireNonNull(made, "it is null");
    } catch (RuntimeException e) {
      throw new BadInputException(
          what + " '" + provider.name() + "' of own code can't be used: " + reason(e), e);
    }
  }
}
