package org.synprune.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in keeps the promises of S3 that the program counts on, and breaks them on demand. */
class S3FixtureIT {

  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  @TempDir private static java.nio.file.Path folder;
  private static S3Fixture s3;
  private static FileSystem files;

  @BeforeAll
  static void start() throws IOException {
    s3 = S3Fixture.start(folder);
    Configuration settings = new Configuration();
    s3.settings().forEach(settings::set);
    files = FileSystem.newInstance(URI.create(s3.path("")), settings);
  }

  @AfterAll
  static void stop() throws IOException {
    // First, since there may be no client to close.
    s3.close();
    files.close();
  }

  @BeforeEach
  void mend() {
    s3.plant(Fault.NONE);
  }

  private static void create(String key, String content) throws IOException {
    var builder = files.createFile(new Path(s3.path(key))).overwrite(false);
    builder.must(CONDITIONAL, true);
    try (FSDataOutputStream out = builder.build()) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String read(String key) throws IOException {
    try (var in = files.open(new Path(s3.path(key)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void ofTwelveThatCreateTheSameObjectOneWins() throws Exception {
    int writers = 12;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    CyclicBarrier together = new CyclicBarrier(writers);
    try {
      for (int round = 0; round < 20; round++) {
        String key = "race/" + round;
        List<Future<String>> tries = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String content = "writer " + writer;
          tries.add(
              threads.submit(
                  () -> {
                    together.await();
                    try {
                      create(key, content);
                      return content;
                    } catch (IOException e) {
                      return "";
                    }
                  }));
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> one : tries) {
          winners.add(one.get());
        }
        winners.removeIf(String::isEmpty);
        assertThat(winners).containsExactly(read(key));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aWriteWhoseAnswerIsLostIsRepeatedAndMeetsItself() throws IOException {
    s3.plant(Fault.answersLost("unheard", 1));

    assertThatThrownBy(() -> create("unheard", "mine")).isInstanceOf(IOException.class);

    assertThat(s3.answered().stream().filter(one -> one.path().endsWith("unheard")))
        .extracting(SerialProxy.Answered::method, SerialProxy.Answered::status)
        .containsSubsequence(tuple("PUT", 0), tuple("PUT", 412));
    assertThat(read("unheard")).isEqualTo("mine");
  }

  @Test
  void aStoreThatIsGoneOrForbidsComesBack() throws IOException {
    create("there", "before");
    for (Fault fault : List.of(Fault.gone(), Fault.unavailable(), Fault.forbidden())) {
      s3.plant(fault);
      assertThatThrownBy(() -> read("there")).isInstanceOf(IOException.class);
      s3.plant(Fault.NONE);
      assertThat(read("there")).isEqualTo("before");
    }
    s3.plant(Fault.readOnly());
    assertThat(read("there")).isEqualTo("before");
    assertThatThrownBy(() -> create("other", "x")).isInstanceOf(AccessDeniedException.class);
  }
}
