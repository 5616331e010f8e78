package org.synprune.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Lease;
import org.synprune.jobs.storage.LeaseHeldException;
import org.synprune.jobs.storage.Storage;
import org.synprune.jobs.storage.Storage.Content;
import org.synprune.jobs.storage.Storage.Entry;

/** The storage of s3a: addresses keeps its promises, and says what is wrong in one sentence. */
class ObjectStorageIT {

  @TempDir private static java.nio.file.Path objects;
  private static S3Fixture s3;

  private Configuration settings;
  private Folder folder;
  private Folder staging;

  @BeforeAll
  static void start() {
    s3 = S3Fixture.start(objects);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    s3.plant(Fault.NONE);
    settings = new Configuration();
    s3.settings().forEach(settings::set);
    folder = Folder.of(s3.path(test.getTestMethod().orElseThrow().getName()), settings);
    staging = folder.resolve(".staging");
  }

  private static Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean create(String name, String text) throws IOException {
    return folder.storage().createIfAbsent(folder.resolve(name).path(), staging.path(), text(text));
  }

  private void publish(String name, Content content) throws IOException {
    folder.storage().publish(folder.resolve(name).path(), staging.path(), content);
  }

  private String read(Folder file) throws IOException {
    try (InputStream in = folder.storage().open(file.path())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String read(String name) throws IOException {
    return read(folder.resolve(name));
  }

  private List<String> names(Folder of) throws IOException {
    return folder.storage().list(of.path()).stream().map(Entry::name).sorted().toList();
  }

  @Test
  void ofTwelveThatCreateAFileOneWins() throws Exception {
    int writers = 12;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    CyclicBarrier together = new CyclicBarrier(writers);
    try {
      for (int round = 0; round < 5; round++) {
        String name = "round" + round;
        List<Future<String>> tries = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String text = "writer " + writer;
          tries.add(
              threads.submit(
                  () -> {
                    together.await();
                    return create(name, text) ? text : "";
                  }));
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> one : tries) {
          winners.add(one.get());
        }
        winners.removeIf(String::isEmpty);
        assertThat(winners).containsExactly(read(name));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFileOfOnesOwnIsKnownThoughTheStoresAnswerWasLost() throws IOException {
    s3.plant(Fault.answersLost("mine", 1));
    assertThat(create("mine", "first")).isTrue();
    assertThat(s3.answered()).anyMatch(one -> one.status() == 412);
    assertThat(create("mine", "second")).isFalse();
    assertThat(read("mine")).isEqualTo("first");
  }

  @Test
  void aFileIsReplacedWholeOrNotAtAll() throws IOException {
    publish("file", text("before"));
    publish("file", text("after"));
    assertThat(read("file")).isEqualTo("after");
    for (String name : List.of("file", "none")) {
      assertThatThrownBy(
              () ->
                  publish(
                      name,
                      out -> {
                        out.write(new byte[1000]);
                        throw new IOException("planted");
                      }))
          .hasMessage("planted");
    }
    assertThat(read("file")).isEqualTo("after");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void aLargeFileThatFailsInItsMiddleIsNotSeen() throws IOException {
    byte[] part = new byte[1 << 20];
    settings.set("fs.s3a.multipart.size", "5M");
    settings.setBoolean("fs.s3a.impl.disable.cache", true);
    Folder parts = Folder.of(folder.toString(), settings);
    assertThatThrownBy(
            () ->
                parts
                    .storage()
                    .publish(
                        parts.resolve("large").path(),
                        staging.path(),
                        out -> {
                          for (int i = 0; i < 12; i++) {
                            out.write(part);
                          }
                          throw new IOException("planted");
                        }))
        .hasMessage("planted");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void aFolderIsSeenWhenItsLastFileIs() throws IOException {
    Folder model = folder.resolve("model");
    for (String other : List.of("a", "b")) {
      int before = s3.answered().size();
      folder
          .storage()
          .publishFolder(
              model.path(),
              staging.path(),
              "model.json",
              local -> {
                Files.writeString(local.resolve("model.json"), other);
                Files.writeString(local.resolve("weights"), other);
                Files.writeString(local.resolve("z" + other), other);
              });
      assertThat(names(model)).containsExactly("model.json", "weights", "z" + other);
      assertThat(read(model.resolve("model.json"))).isEqualTo(other);
      List<String> puts =
          s3.answered().subList(before, s3.answered().size()).stream()
              .filter(one -> one.method().equals("PUT") && !one.path().endsWith("/"))
              .map(one -> one.path().replaceAll(".*/", ""))
              .toList();
      assertThat(puts).containsExactly("weights", "z" + other, "model.json");
    }
    assertThatThrownBy(
            () ->
                folder
                    .storage()
                    .publishFolder(
                        model.path(),
                        staging.path(),
                        "model.json",
                        local -> {
                          throw new IOException("planted");
                        }))
        .hasMessage("planted");
    assertThat(read(model.resolve("model.json"))).as("the earlier one").isEqualTo("b");
  }

  @Test
  void filesAreListedMovedMeasuredAndRemoved() throws IOException {
    Storage storage = folder.storage();
    assertThat(storage.list(folder.path())).isEmpty();
    assertThat(storage.find(folder.path())).isEmpty();
    publish("one", text("1"));
    publish("two", text("22"));
    storage.move(folder.resolve("two").path(), folder.resolve("aside").resolve("two").path());
    assertThat(names(folder)).containsExactly("aside", "one");
    assertThat(storage.find(folder.resolve("one").path()))
        .hasValueSatisfying(
            entry -> {
              assertThat(entry.name()).isEqualTo("one");
              assertThat(entry.bytes()).isEqualTo(1);
              assertThat(entry.folder()).isFalse();
            });
    assertThat(storage.find(folder.resolve("aside").path()))
        .hasValueSatisfying(entry -> assertThat(entry.folder()).isTrue());
    assertThat(storage.bytes(folder.path())).isEqualTo(3);
    storage.removeAtOnce(folder.path(), staging.path());
    assertThat(storage.find(folder.path())).isEmpty();
    storage.remove(folder.path());
  }

  @Test
  void oneHolderAtATimeAndATakenLeaseIsNoticed() throws IOException {
    Storage storage = folder.storage();
    var lock = folder.resolve("run").path();
    try (Lease first = storage.lease(lock, "sweep", false)) {
      assertThatThrownBy(() -> storage.lease(lock, "sweep", false))
          .isInstanceOf(LeaseHeldException.class)
          .hasMessageContaining("sweep");
      assertThat(storage.holds(lock, first.token())).isTrue();
      try (Lease taken = storage.lease(lock, "sweep", true)) {
        assertThat(storage.holds(lock, first.token())).isFalse();
        assertThat(storage.holds(lock, taken.token())).isTrue();
      }
    }
    storage.lease(lock, "sweep", false).close();
  }

  @Test
  void whoMayNotWriteIsToldWhenTheLeaseIsTaken() {
    s3.plant(Fault.readOnly());
    assertThatThrownBy(() -> folder.storage().lease(folder.resolve("run").path(), "sweep", false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("access denied, expected credentials");
    s3.plant(Fault.gone());
    assertThatThrownBy(() -> folder.storage().lease(folder.resolve("run").path(), "sweep", false))
        .isInstanceOf(IOException.class);
  }

  @Test
  void storageTravelsWithItsSettings() throws Exception {
    publish("file", text("content"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(folder);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Folder there = (Folder) in.readObject();
      try (InputStream read = there.storage().open(there.resolve("file").path())) {
        assertThat(read.readAllBytes()).asString().isEqualTo("content");
      }
    }
  }

  @Test
  void aStoreThatComesBackIsUsedAgain() throws IOException {
    for (Fault fault : List.of(Fault.gone(), Fault.unavailable(), Fault.readOnly())) {
      s3.plant(fault);
      assertThatThrownBy(() -> publish("file", text("x"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> create("first", "x")).isInstanceOf(IOException.class);
      s3.plant(Fault.NONE);
      assertThat(names(folder)).isEmpty();
    }
    assertThat(create("first", "x")).isTrue();
  }

  private void assertRefused(String address, String sentence) {
    assertThatThrownBy(() -> Folder.of(address, settings).requireReachable())
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("'" + address + "': " + sentence);
  }

  @Test
  void whatCantBeUsedIsRefusedInASentence() {
    String out = s3.path("out");
    settings.setBoolean("fs.s3a.impl.disable.cache", true);
    assertRefused("s3://bucket/out", "S3 is reached by another client, expected an address that");
    assertRefused("s3n://bucket/out", "S3 is reached by another client, expected an address that");
    assertRefused("gs://bucket/out", "no Hadoop client for this kind of address");
    assertRefused("abfs://a@b.net/out", "no Hadoop client for this kind of address");
    assertRefused("s3b://bucket/out", "no Hadoop client for this kind of address");
    assertRefused("s3a://elsewhere/out", "there is no such bucket");
    assertRefused("s3a://elsewhere/", "there is no such bucket");
    s3.plant(Fault.forbidden());
    assertRefused(out, "access denied, expected credentials");
    s3.plant(Fault.unavailable());
    assertRefused(out, "the store can't be used, expected one that answers");
    s3.plant(Fault.gone());
    assertRefused(out, "the store can't be used, expected one that answers");
    s3.plant(Fault.NONE);

    settings.setBoolean("fs.s3a.create.conditional.enabled", false);
    assertRefused(out, "this S3A can't create a file only if there is none, expected that of");
    settings.unset("fs.s3a.create.conditional.enabled");
    settings.set("fs.s3a.endpoint", "http://localhost:1");
    assertRefused(out, "nothing answers there, expected the address of a store that does");
    s3.settings().forEach(settings::set);
    settings.unset("fs.s3a.access.key");
    settings.unset("fs.s3a.secret.key");
    assertRefused(out, "no credentials, expected AWS_ACCESS_KEY_ID");
  }
}
