package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/fetch-data} with a net whose files are made up. */
class FetchDataTest {

  private static final String AIR = "AirQualityUCI.csv";
  private static final String POWER = "household_power_consumption.txt";

  @TempDir private Path dir;

  private Checkout checkout;
  private Path data;

  @BeforeEach
  void noNet() throws IOException {
    checkout = Checkout.in(dir);
    data = dir.resolve("my data");
    checkout.command("curl", "echo 'curl: (6) no net here' >&2; exit 6");
  }

  /** A net on which every address is that of one zip. */
  private void net(String name, byte[] content) throws IOException {
    Path zip = dir.resolve("net.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
    }
    checkout.command(
        "curl", "while [ \"$1\" != --output ]; do shift; done; cp '" + zip + "' \"$2\"");
  }

  private Shell.Ended fetch() throws Exception {
    Shell.Ended ended = checkout.run("fetch-data", data.toString());
    try (var files = Files.list(data)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
    return ended;
  }

  private static byte[] realAir() throws IOException {
    String real = System.getenv("SYNPRUNE_DATA");
    assumeTrue(real != null, "SYNPRUNE_DATA isn't set");
    return Files.readAllBytes(Path.of(real, AIR));
  }

  @Test
  void aDownloadThatIsNotTheKnownFileIsNotKept() throws Exception {
    net(AIR, "Date;Time\n".getBytes(StandardCharsets.UTF_8));
    Shell.Ended ended = fetch();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "fetch-data: AirQualityUCI.csv in https://",
            "isn't the known file: SHA-256 is ",
            "expected 13277ae5d8581e80b7be09d47c7d3d06fe9b8e957078f2cf6e859f955e62f996");
    assertThat(data.resolve(AIR)).doesNotExist();
  }

  @Test
  void theKnownFileIsFetchedOnce() throws Exception {
    net(AIR, realAir());
    Shell.Ended first = fetch();
    assertThat(first.out()).contains("fetched   " + data.resolve(AIR));
    // The same zip holds no power data.
    assertThat(first.err()).contains("can't take " + POWER + " out of https://");
    assertThat(first.code()).isEqualTo(1);
    assertThat(data.resolve(AIR)).hasBinaryContent(realAir());
    assertThat(data.resolve(POWER)).doesNotExist();

    assertThat(fetch().out()).contains("there     " + data.resolve(AIR));
  }

  @Test
  void aFileThatIsThereAndDiffersIsNamedAndLeftAlone() throws Exception {
    Files.createDirectories(data);
    Files.writeString(data.resolve(POWER), "mine\n");
    Files.writeString(data.resolve("AAPL_data.csv"), "mine\n");
    Shell.Ended ended = fetch();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out())
        .contains(
            "differs   " + data.resolve(POWER),
            "expected   4259c9d7ece5dbee9ab8d53682baac68d791c864f0f64a52b4043cb3b90894b7",
            "differs   " + data.resolve("AAPL_data.csv"));
    assertThat(data.resolve(POWER)).hasContent("mine\n");
  }

  @Test
  void whatCannotBeFetchedIsOneSentenceEach() throws Exception {
    Shell.Ended ended = fetch();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("fetch-data: can't fetch https://archive.ics.uci.edu/"))
        .allMatch(line -> line.endsWith("curl: (6) no net here"));
    assertThat(ended.out()).contains("by hand   " + data.resolve("AAPL_data.csv"));
  }

  @Test
  void aFolderThatCannotBeMadeIsOneSentence() throws Exception {
    Files.writeString(data, "a file");
    Shell.Ended ended = checkout.run("fetch-data", data.toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .isEqualTo("fetch-data: can't write to '" + data + "', expected a folder");
  }
}
