package org.synprune.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.storage.Storage.Entry;

/**
 * A lease on a store that knows nothing of processes. Each hold is a file {@code epoch-N} in the
 * lock's folder, created if absent: its token, what it was taken for and by whom. The holder renews
 * {@code beat-N} beside it. Whoever finds that the newest beat is older than the lease's term, by
 * the store's own clock, may make the next epoch; older holders find out before they write.
 */
final class StoredLease implements Lease {

  /** Setting: seconds after which a silent holder may be replaced. */
  static final String TERM = "synprune.lease.seconds";

  private static final int DEFAULT_TERM = 60;

  /** Beats in a term, so that a few may be lost. */
  private static final int BEATS = 6;

  private static final String EPOCH = "epoch-";
  private static final String BEAT = "beat-";
  private static final String RELEASED = "released";
  private static final Logger LOG = LoggerFactory.getLogger(StoredLease.class);

  private final Storage storage;
  private final Path lock;
  private final long epoch;
  private final String token;
  private final Timer heart;
  private boolean closed;

  private StoredLease(Storage storage, Path lock, long epoch, String token) {
    this.storage = storage;
    this.lock = lock;
    this.epoch = epoch;
    this.token = token;
    this.heart = new Timer("lease of " + lock.getName(), true);
  }

  /**
   * Takes a lease.
   *
   * @throws LeaseHeldException if another holds it
   */
  static StoredLease acquire(
      Storage storage, Configuration settings, Path lock, String purpose, boolean takeOver)
      throws IOException {
    Duration term = Duration.ofSeconds(settings.getInt(TERM, DEFAULT_TERM));
    long newest = newest(storage, lock);
    if (newest > 0 && !takeOver) {
      requireFree(storage, lock, newest, term);
    }
    String token = UUID.randomUUID().toString();
    String text = String.join("\n", token, purpose, ManagementFactory.getRuntimeMXBean().getName());
    if (!storage.createIfAbsent(
        new Path(lock, EPOCH + (newest + 1)), staging(lock), out -> out.write(bytes(text)))) {
      throw held(storage, lock, newest + 1, term);
    }
    if (newest(storage, lock) != newest + 1) {
      // Others have had the lease and given it back since the newest epoch was looked up.
      storage.remove(new Path(lock, EPOCH + (newest + 1)));
      throw held(storage, lock, newest(storage, lock), term);
    }
    StoredLease lease = new StoredLease(storage, lock, newest + 1, token);
    lease.beat("");
    for (Entry old : storage.list(lock)) {
      long number = number(old.name(), EPOCH) + number(old.name(), BEAT);
      if (number > 0 && number <= newest) {
        storage.remove(new Path(lock, old.name()));
      }
    }
    long millis = Math.max(1, term.toMillis() / BEATS);
    lease.heart.schedule(lease.new Renewal(), millis, millis);
    return lease;
  }

  /** Whether a token is that of the newest epoch. */
  static boolean holds(Storage storage, Path lock, String token) throws IOException {
    long newest = newest(storage, lock);
    return newest > 0 && lines(storage, new Path(lock, EPOCH + newest)).get(0).equals(token);
  }

  private static void requireFree(Storage storage, Path lock, long epoch, Duration term)
      throws IOException {
    Path beat = new Path(lock, BEAT + epoch);
    if (storage.find(beat).isPresent() && lines(storage, beat).get(0).equals(RELEASED)) {
      return;
    }
    if (silence(storage, lock, epoch).compareTo(term) < 0) {
      throw held(storage, lock, epoch, term);
    }
  }

  /** How long a holder has been silent, by the store's clock alone. */
  private static Duration silence(Storage storage, Path lock, long epoch) throws IOException {
    Path probe = new Path(lock, "now-" + UUID.randomUUID());
    storage.publish(probe, staging(lock), out -> out.write('\n'));
    long now = storage.find(probe).map(Entry::modifiedMillis).orElse(0L);
    storage.remove(probe);
    Optional<Entry> beat = storage.find(new Path(lock, BEAT + epoch));
    if (beat.isEmpty()) {
      beat = storage.find(new Path(lock, EPOCH + epoch));
    }
    return Duration.ofMillis(now - beat.map(Entry::modifiedMillis).orElse(now));
  }

  private static LeaseHeldException held(Storage storage, Path lock, long epoch, Duration term)
      throws IOException {
    List<String> lines = lines(storage, new Path(lock, EPOCH + epoch));
    return new LeaseHeldException(
        String.format(
            " (%s, process %s, last heard of %d s ago; a silent one is replaced after %d s)",
            lines.size() > 1 ? lines.get(1) : "unknown",
            lines.size() > 2 ? lines.get(2) : "unknown",
            Math.max(0, silence(storage, lock, epoch).toSeconds()),
            term.toSeconds()),
        true);
  }

  private static long newest(Storage storage, Path lock) throws IOException {
    return storage.list(lock).stream().mapToLong(one -> number(one.name(), EPOCH)).max().orElse(0);
  }

  /** The number in a file's name; 0 if it is called otherwise. */
  private static long number(String name, String kind) {
    return name.matches(kind + "[0-9]{1,18}") ? Long.parseLong(name.substring(kind.length())) : 0;
  }

  /** The lines of a file; one empty line if it is gone. */
  private static List<String> lines(Storage storage, Path file) throws IOException {
    try (InputStream in = storage.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException e) {
      return List.of("");
    }
  }

  private static byte[] bytes(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Path staging(Path lock) {
    return new Path(lock, ".staging");
  }

  /** Tells others that this process lives. */
  private final class Renewal extends TimerTask {
    @Override
    public void run() {
      try {
        if (holds(storage, lock, token)) {
          beat("");
        } else {
          cancel();
        }
      } catch (IOException | RuntimeException e) {
        // Tried again with the next beat.
        LOG.warn("The lease {} couldn't be renewed: {}", lock, StorageFailure.sentence(e));
      }
    }
  }

  private synchronized void beat(String state) throws IOException {
    if (!closed) {
      storage.publish(new Path(lock, BEAT + epoch), staging(lock), o -> o.write(bytes(state)));
    }
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public synchronized void removeFiles() throws IOException {
    heart.cancel();
    closed = true;
    storage.remove(lock);
  }

  @Override
  public synchronized void close() {
    heart.cancel();
    try {
      if (!closed && holds(storage, lock, token)) {
        beat(RELEASED);
      }
    } catch (IOException e) {
      LOG.warn("The lease {} couldn't be given back: {}", lock, StorageFailure.sentence(e));
    }
    closed = true;
  }
}
