package org.synprune.jobs.data.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.Prepare;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.files.FaultyFiles;
import org.synprune.jobs.files.FaultyFiles.Fault;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.RemoteFolders;

/** Generated files: the same for the same seed, odd as the real ones are, whole or not there. */
class GeneratorTest {

  @TempDir Path temp;

  @Test
  void theSameSeedWritesTheSameBytes() throws IOException {
    for (String dataset : Generator.datasets()) {
      byte[] first = bytes(dataset, 5, "a");
      assertThat(bytes(dataset, 5, "b")).isEqualTo(first);
      assertThat(bytes(dataset, 6, "c")).isNotEqualTo(first);
    }
  }

  private byte[] bytes(String dataset, long seed, String name) throws IOException {
    return bytes(dataset, 300, seed, name);
  }

  private byte[] bytes(String dataset, long rows, long seed, String name) throws IOException {
    Path file = temp.resolve(name);
    Generator.of(dataset).rows(rows).seed(seed).to(file);
    return Files.readAllBytes(file);
  }

  @Test
  void everyQuirkIsWritten() throws IOException {
    String bitcoin = new String(bytes("bitcoin", 1, "bitcoin"), StandardCharsets.UTF_8);
    assertThat(bitcoin).startsWith("\uFEFFtimeOpen;").endsWith("Z\"").contains("\r\n\"2025-07-14T");
    assertThat(bitcoin.indexOf("2025-07-14")).isLessThan(bitcoin.indexOf("2025-07-13"));
    String air = new String(bytes("air-quality", 1, "air"), StandardCharsets.UTF_8);
    assertThat(air)
        .contains("\r\n10/03/2004;18.00.00;", ";-200;")
        .containsPattern("[0-9],[0-9]+;;\r\n")
        .endsWith((";".repeat(16) + "\r\n").repeat(114));
    String power = new String(bytes("power", 1, "power"), StandardCharsets.UTF_8);
    assertThat(power).contains("\n16/12/2006;17:24:00;");
    Path longer = temp.resolve("longer");
    Generator.of("power").rows(20_000).to(longer);
    assertThat(Files.readString(longer)).contains("?;?;?;?;?;?;\n", "\n20/12/2006;");
    String stock = new String(bytes("sp500", 1, "sp500"), StandardCharsets.UTF_8);
    assertThat(stock)
        .contains("2013-02-08,", "2013-02-11,", ",AAPL\n")
        .doesNotContain("2013-02-09");
  }

  @Test
  void gzipAndTruthLieWhereTheyShould() throws IOException {
    Path file = temp.resolve("deep/er/household_power_consumption.txt.gz");
    GeneratedTruth truth = Generator.of("power").rows(5_000).to(file);
    ObjectMapper json = new ObjectMapper();
    ObjectNode written =
        (ObjectNode)
            json.readTree(file.resolveSibling(file.getFileName() + ".truth.json").toFile());
    assertThat(written.remove("sha256").asText()).isEqualTo(FileHash.of(file));
    assertThat(json.treeToValue(written, GeneratedTruth.class)).isEqualTo(truth);
    PreparedSeries made =
        Prepare.in(LocalSpark.get())
            .dataset(RealData.builtIn("power-minute"))
            .protocol(Protocol.PAPER)
            .from(file.getParent())
            .into(temp.resolve("series"))
            .run();
    assertThat(made.shape()).isEqualTo("5000 x 9");
    assertThat(file.getParent().toFile().list()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"FAILS, true", "FAILS, false", "KILLED, true", "KILLED, false"})
  void aFaultAtAnyWriteLeavesTheOldOrTheNewFileWithItsTruth(Fault fault, boolean renaming)
      throws IOException {
    Generator old = Generator.of("sp500").rows(20).seed(1);
    Generator other = Generator.of("sp500").rows(20).seed(2);
    byte[] oldBytes = bytes("sp500", 20, 1, "as-old");
    byte[] newBytes = bytes("sp500", 20, 2, "as-new");
    RemoteFolders remote = renaming ? RemoteFolders.renaming(temp) : RemoteFolders.objects(temp);
    boolean reached = true;
    int at = 1;
    for (; reached; at++) {
      Folder file = remote.folder(fault + "-" + at + "/sp500.csv");
      Path local = remote.local(fault + "-" + at + "/sp500.csv");
      old.to(file);
      boolean failed = false;
      remote.fail(fault, at);
      try {
        other.to(file);
      } catch (BadInputException | FaultyFiles.Killed e) {
        failed = true;
      }
      reached = remote.heal();
      byte[] bytes = Files.readAllBytes(local);
      assertThat(bytes).isIn(oldBytes, newBytes);
      boolean isNew = Arrays.equals(bytes, newBytes);
      assertThat(failed || isNew).isTrue();
      assertThat(old.wrote(file)).isEqualTo(!isNew);
      assertThat(other.wrote(file)).isEqualTo(isNew);
      if (fault == Fault.FAILS && !isNew) {
        assertThat(local.getParent().toFile().list()).hasSize(2);
      }
      // Started again, it ends as if nothing had happened.
      other.to(file);
      assertThat(other.wrote(file)).isTrue();
      assertThat(local).hasBinaryContent(newBytes);
      assertThat(at).isLessThan(60);
    }
    assertThat(at).isGreaterThan(3);
  }

  @Test
  void twoAtOnceEachWriteAWholeFile() throws Exception {
    Path file = temp.resolve("both.csv");
    List<Generator> generators =
        List.of(Generator.of("power").rows(40_000).seed(1), Generator.of("power").rows(30_000));
    List<Thread> threads =
        generators.stream().map(generator -> new Thread(() -> generator.to(file))).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines.count()).isIn(40_001L, 30_001L);
    }
    assertThat(generators.stream().filter(generator -> generator.wrote(Folder.local(file))))
        .hasSize(1);
  }

  @Test
  void badRequestsAreNamed() {
    assertThatThrownBy(() -> Generator.of("weather"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("air-quality, bitcoin, power, power-minute, sp500");
    assertThatThrownBy(() -> Generator.of("power").rows(0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rows is 0, expected 1 to");
  }
}
