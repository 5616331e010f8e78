package org.synprune.jobs.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.files.FaultyFiles.Killed;

/**
 * A store behind a Hadoop client, as far as the program can tell: its files lie in a folder of a
 * test. A path of the store is none of this machine, so whoever drops the address finds nothing.
 *
 * <pre>{@code
 * RemoteFolders remote = RemoteFolders.renaming(temp).in(spark);
 * Folder out = remote.folder("out");       // testfs://NAME/out
 * Path there = remote.local("out");        // where the test may look
 * }</pre>
 */
public final class RemoteFolders {

  private static final Map<String, RemoteFolders> STORES = new ConcurrentHashMap<>();

  private final String scheme;
  private final String name = "store" + UUID.randomUUID().toString().replace("-", "");
  private final Path root;
  private @Nullable Fault fault;
  private @Nullable Thread victim;
  private int at;
  private int changes;

  private RemoteFolders(String scheme, Path root) {
    this.scheme = scheme;
    try {
      this.root = Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    STORES.put(name, this);
  }

  /** A store that renames at once, as HDFS does. */
  public static RemoteFolders renaming(Path root) {
    return new RemoteFolders("testfs", root);
  }

  /** An object store: a file appears when it is closed. */
  public static RemoteFolders objects(Path root) {
    return new RemoteFolders("gs", root);
  }

  static RemoteFolders named(@Nullable String name) throws IOException {
    RemoteFolders store = name == null ? null : STORES.get(name);
    if (store == null) {
      throw new IOException("no route to host " + name);
    }
    return store;
  }

  /** Whether a file appears when it is closed, under its final name. */
  boolean appearsAtClose() {
    return scheme.equals("gs");
  }

  /** Hadoop's settings, with a client for the store. */
  public Configuration settings() {
    Configuration settings = new Configuration();
    each(settings::set);
    return settings;
  }

  /** Gives a session the client. */
  public RemoteFolders in(SparkSession spark) {
    each(spark.sparkContext().hadoopConfiguration()::set);
    return this;
  }

  /** Gives the client to sessions that are opened later, as {@code --conf} does. */
  public RemoteFolders inSystem() {
    each((key, value) -> System.setProperty("spark.hadoop." + key, value));
    return this;
  }

  /** Takes that back. */
  public void outOfSystem() {
    each((key, value) -> System.clearProperty("spark.hadoop." + key));
  }

  private void each(BiConsumer<String, String> set) {
    set.accept("fs." + scheme + ".impl", RemoteFileSystem.class.getName());
    set.accept("fs.AbstractFileSystem." + scheme + ".impl", RemoteContext.class.getName());
    // What isn't a known store has to be vouched for; gs is known.
    set.accept("synprune.storage." + scheme, "renaming");
  }

  /** The address of a path such as {@code out/series}. */
  public String address(String path) {
    return scheme + "://" + name + "/" + path;
  }

  /** A folder or file of the store. */
  public Folder folder(String path) {
    return Folder.of(address(path), settings());
  }

  /** Where a path of the store lies on this machine. */
  public Path local(String path) {
    return root.resolve(path);
  }

  /**
   * Lets one change of the store go wrong.
   *
   * @param kind what happens
   * @param number which of the changes that this thread makes from now on, from 1
   */
  public synchronized void fail(Fault kind, int number) {
    fault = kind;
    victim = Thread.currentThread();
    at = number;
    changes = 0;
  }

  /** Lets the store work again; returns whether the chosen change was reached. */
  public synchronized boolean heal() {
    fault = null;
    return changes >= at;
  }

  /** To be called before anything is changed. */
  synchronized void change() throws IOException {
    if (fault == null) {
      return;
    }
    if (Thread.currentThread().equals(victim)) {
      changes++;
    }
    if (changes >= at && fault == Fault.KILLED) {
      throw new Killed();
    }
    if (changes == at && Thread.currentThread().equals(victim)) {
      throw new IOException("no space left on device");
    }
  }
}
