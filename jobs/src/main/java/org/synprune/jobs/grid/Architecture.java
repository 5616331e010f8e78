package org.synprune.jobs.grid;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serial;
import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network: one of the benchmark's (paper, section 3.8), or one of a user's own. Results,
 * statistics and reports know it by its id, and two of one id are equal: a run keeps to one meaning
 * of a name. The benchmark's come first in their order, own ones by the alphabet.
 */
public final class Architecture implements Comparable<Architecture>, Serializable {

  /** Whose code a network is. */
  public enum Kind {
    /** One recurrent layer with tanh. */
    RNN,
    /** One LSTM layer. */
    LSTM,
    /** Patch time-series transformer. */
    PATCHTST,
    /** A user's. */
    OWN
  }

  /** One recurrent layer with tanh. */
  public static final Architecture RNN = new Architecture(Kind.RNN);

  /** One LSTM layer. */
  public static final Architecture LSTM = new Architecture(Kind.LSTM);

  /** Patch time-series transformer. */
  public static final Architecture PATCHTST = new Architecture(Kind.PATCHTST);

  private static final List<Architecture> BUILT_IN = List.of(RNN, LSTM, PATCHTST);

  private static final Comparator<Architecture> ORDER =
      Comparator.comparing(Architecture::kind).thenComparing(Architecture::id);

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String id;
  private final @Nullable OwnNetwork own;

  private Architecture(Kind kind) {
    this(kind, kind.name().toLowerCase(Locale.ROOT), null);
  }

  private Architecture(Kind kind, String id, @Nullable OwnNetwork own) {
    this.kind = kind;
    this.id = id;
    this.own = own;
  }

  /**
   * A network of a user's own.
   *
   * @param name by which results know it
   * @param network what it is
   * @return the network
   * @throws InvalidSettingException if the name isn't one, or is that of a built-in network
   */
  public static Architecture own(String name, OwnNetwork network) {
    if (!ArmSpec.isName(name)) {
      throw new InvalidSettingException(
          "architectures",
          "names '%s', expected up to 60 letters, digits and . _ + -, a letter or digit first",
          name);
    }
    if (isTaken(name)) {
      throw new InvalidSettingException(
          "architectures", "gives the name '%s' to own code, expected another name", name);
    }
    return new Architecture(Kind.OWN, name, network);
  }

  /** Whether a name is that of a built-in network, in whichever case. */
  private static boolean isTaken(String name) {
    return byId().containsKey(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The network of an id, as results have it.
   *
   * @param id such as {@code lstm}
   * @return the built-in network of that id; else an own one, of which no more than the name is
   *     known
   * @throws IllegalArgumentException if it can't be the id of a network
   */
  public static Architecture of(String id) {
    Architecture builtIn = byId().get(id);
    if (builtIn == null && (!ArmSpec.isName(id) || isTaken(id))) {
      return Ids.parse("architecture", id, byId());
    }
    return builtIn == null ? new Architecture(Kind.OWN, id, null) : builtIn;
  }

  /**
   * The network of an entry of a trial's configuration.
   *
   * @param entry an id, or a map with {@code name}, {@code type}, {@code version} and settings
   * @return the network
   * @throws IllegalArgumentException if it isn't such an entry
   */
  public static Architecture ofEntry(Object entry) {
    if (!(entry instanceof Map<?, ?> values)) {
      return of(String.valueOf(entry));
    }
    Map<String, Object> settings = new TreeMap<>();
    values.forEach((key, value) -> settings.put(String.valueOf(key), value));
    Object name = settings.remove("name");
    Object type = settings.remove("type");
    Object version = settings.remove("version");
    if (name == null || type == null || version == null) {
      throw new IllegalArgumentException(
          "architecture is " + entry + ", expected a name, a type and a version");
    }
    return own(name.toString(), new OwnNetwork(type.toString(), version.toString(), settings));
  }

  /**
   * The built-in networks.
   *
   * @return the benchmark's, in their order
   */
  public static List<Architecture> builtIn() {
    return BUILT_IN;
  }

  /**
   * The built-in networks by their {@link #id()}.
   *
   * @return id to network, in their order
   */
  public static Map<String, Architecture> byId() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    BUILT_IN.forEach(one -> all.put(one.id, one));
    return all;
  }

  /**
   * Whose code it is.
   *
   * @return which of the built-in ones, or {@link Kind#OWN}
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The name in files, results and on the command line.
   *
   * @return the name, in lower case if it is built in
   */
  @JsonValue
  public String id() {
    return id;
  }

  /**
   * Whether it is a user's.
   *
   * @return true for {@link Kind#OWN}
   */
  public boolean isOwn() {
    return kind == Kind.OWN;
  }

  /**
   * What a network of a user's own is.
   *
   * @return its provider and settings; empty for built-in networks, and where only the name is
   *     known
   */
  public Optional<OwnNetwork> network() {
    return Optional.ofNullable(own);
  }

  /** As a trial's configuration and a grid file have it: the id, or an object. */
  Object entry() {
    if (own == null) {
      return id;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", id);
    entry.putAll(own.values());
    return entry;
  }

  @Override
  public int compareTo(Architecture other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Architecture one && id.equals(one.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** The {@link #id()}, so that no message or table shows another name. */
  @Override
  public String toString() {
    return id;
  }
}
