package org.synprune.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One process at a time may write to a run, whatever store it lies in. */
class LeaseTest {

  private static final int TAKERS = 8;

  @TempDir private Path temp;

  /** Kinds of stores. */
  enum Kind {
    LOCAL,
    RENAMING,
    OBJECTS
  }

  private Folder lock(Kind kind) {
    return switch (kind) {
      case LOCAL -> Folder.local(temp.resolve("lock"));
      case RENAMING -> RemoteFolders.renaming(temp).folder("lock");
      case OBJECTS -> RemoteFolders.objects(temp).folder("lock");
    };
  }

  private static Lease take(Folder lock, boolean takeOver) throws IOException {
    return lock.storage().lease(lock.path(), "sweep", takeOver);
  }

  private static boolean holds(Folder lock, Lease lease) throws IOException {
    return lock.storage().holds(lock.path(), lease.token());
  }

  @ParameterizedTest
  @EnumSource
  void aLeaseIsHeldByOneUntilItIsGivenBack(Kind kind) throws IOException {
    Folder lock = lock(kind);
    Lease first = take(lock, false);
    assertThatThrownBy(() -> take(lock, false))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessageContaining("sweep");
    assertThat(holds(lock, first)).isTrue();
    first.close();
    try (Lease second = take(lock, false)) {
      assertThat(second.token()).isNotEqualTo(first.token());
      assertThat(holds(lock, second)).isTrue();
      assertThat(holds(lock, first)).isFalse();
      first.close();
      assertThat(holds(lock, second)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofManyAtTheSameTimeOneGetsIt(Kind kind) throws Exception {
    Folder lock = lock(kind);
    ExecutorService threads = Executors.newFixedThreadPool(TAKERS);
    try {
      for (int round = 0; round < 5; round++) {
        List<Callable<Boolean>> takers = new ArrayList<>();
        List<Lease> taken = new ArrayList<>();
        for (int i = 0; i < TAKERS; i++) {
          takers.add(
              () -> {
                try {
                  Lease lease = take(lock, false);
                  synchronized (taken) {
                    taken.add(lease);
                  }
                  return true;
                } catch (LeaseHeldException e) {
                  return false;
                }
              });
        }
        int winners = 0;
        for (Future<Boolean> one : threads.invokeAll(takers)) {
          winners += one.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        taken.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"RENAMING", "OBJECTS"})
  void aLivingHolderMayBeReplacedByThoseWhoSaySo(Kind kind) throws IOException {
    Folder lock = lock(kind);
    Lease first = take(lock, false);
    try (Lease second = take(lock, true)) {
      assertThat(holds(lock, first)).isFalse();
      first.close();
      assertThat(holds(lock, second)).isTrue();
      assertThatThrownBy(() -> take(lock, false))
          .isInstanceOfSatisfying(
              LeaseHeldException.class, e -> assertThat(e.canBeTaken()).isTrue());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"RENAMING", "OBJECTS"})
  void aSilentHolderIsReplaced(Kind kind) throws IOException {
    RemoteFolders remote =
        kind == Kind.RENAMING ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
    Folder lock = remote.folder("lock");
    try (Lease dead = take(lock, false)) {
      Path beat = remote.local("lock/beat-1");
      Instant now = Files.getLastModifiedTime(beat).toInstant();
      Files.setLastModifiedTime(beat, FileTime.from(now.minusSeconds(50)));
      assertThatThrownBy(() -> take(lock, false))
          .isInstanceOf(LeaseHeldException.class)
          .hasMessageMatching(".*last heard of 5[0-9] s ago.*after 60 s.*");
      Files.setLastModifiedTime(beat, FileTime.from(now.minusSeconds(61)));
      try (Lease second = take(lock, false)) {
        assertThat(holds(lock, second)).isTrue();
        assertThat(holds(lock, dead)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskOnAnotherMachineSeesWhoHoldsIt(Kind kind) throws Exception {
    Folder lock = lock(kind);
    try (Lease lease = take(lock, false)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(lock);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        Folder sent = (Folder) in.readObject();
        assertThat(holds(sent, lease)).isTrue();
        assertThat(sent).hasToString(lock.toString());
      }
      lease.removeFiles();
      assertThat(holds(lock, lease)).isFalse();
    }
  }
}
