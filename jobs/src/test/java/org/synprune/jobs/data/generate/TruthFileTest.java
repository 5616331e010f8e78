package org.synprune.jobs.data.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.storage.Folder;

/** A generated file keeps its truth, whoever else writes it at the same time. */
class TruthFileTest {

  private static final int STEPS = 3;

  @TempDir Path temp;

  private static GeneratedTruth truth(int writer) {
    return new GeneratedTruth("power", 10, writer, "y", "1h", 1, Map.of(), Map.of());
  }

  private static String hash(int writer) {
    return String.valueOf(writer).repeat(64);
  }

  /** The steps of a writer in their order. */
  private static void step(int writer, int step, Folder file) throws IOException {
    switch (step) {
      case 0 -> TruthFile.announce(file, truth(writer), hash(writer));
      case 1 -> Files.writeString(file.local().orElseThrow(), "of " + writer);
      default -> TruthFile.confirm(file, truth(writer), hash(writer));
    }
  }

  @Test
  void inWhateverOrderTwoWritersGoTheFileInPlaceHasItsTruth() throws IOException {
    List<String> orders = new ArrayList<>();
    orders("", STEPS, STEPS, orders);
    assertThat(orders).hasSize(20);
    for (String order : orders) {
      Path local = Files.createDirectory(temp.resolve(order)).resolve("file.csv");
      Folder file = Folder.local(local);
      int[] done = new int[2];
      for (int i = 0; i < order.length(); i++) {
        int writer = order.charAt(i) - '0';
        step(writer, done[writer]++, file);
      }
      int last = Files.readString(local).endsWith("1") ? 1 : 0;
      assertThat(TruthFile.marksAsGenerated(file, hash(last))).as(order).isTrue();
      assertThat(TruthFile.isBeside(file)).as(order).isTrue();
    }
    assertThat(temp.resolve("000111").toFile().list())
        .containsExactlyInAnyOrder("file.csv", "file.csv.truth.json");
  }

  private static void orders(String begun, int zeros, int ones, List<String> all) {
    if (zeros + ones == 0) {
      all.add(begun);
    }
    if (zeros > 0) {
      orders(begun + "0", zeros - 1, ones, all);
    }
    if (ones > 0) {
      orders(begun + "1", zeros, ones - 1, all);
    }
  }

  @Test
  void anAnnouncementOfAKilledWriterGoesAfterADay() throws IOException {
    Folder file = Folder.local(temp.resolve("file.csv"));
    step(0, 0, file);
    Path left = temp.resolve(".file.csv.truth.json.next-" + hash(0));
    assertThat(left).exists();
    for (int step = 0; step < STEPS; step++) {
      step(1, step, file);
    }
    assertThat(left).exists();
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    for (int step = 0; step < STEPS; step++) {
      step(1, step, file);
    }
    assertThat(temp.toFile().list()).containsExactlyInAnyOrder("file.csv", "file.csv.truth.json");
  }
}
