package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.cli.Cli;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.Workbooks;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.text.RawScan;
import org.synprune.jobs.storage.Folder;

/**
 * Whatever bytes a file or its description has, it is read, or refused in a sentence, in time.
 * {@code -Dsynprune.fuzz=100000} tries more of them, {@code -Dsynprune.fuzz.seed} others.
 */
class FuzzTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A session has to be opened, and its classes loaded, on a machine that does more beside. */
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);

  /** Of so many inputs one goes through the whole command. */
  private static final int WHOLE = 100;

  private static final String CONF =
      """
      name = own
      description = "x"
      target = value
      resolution = 1d
      columns = [value, other]
      sources = [{
        files = [own.csv]
        %s
        time { columns = [date], pattern = "%s" }
      }]
      recipes.strict { columns = [value, other], calendar = [hour], lags = [{ columns = [value], up-to = 2 }] }
      """;

  private static final List<String> KEYS =
      List.of(
          "",
          "missing = [\"\", NA]",
          "delimiter = \";\", decimal = \",\", thousands = \".\"",
          "delimiter = blanks",
          "widths = [10, 5, 5]",
          "skip = 1, names = [date, value, other], footer = 1",
          "comment = \"#\", strip = [\"$\"], suffixes = true, brackets = true",
          "where { other = [\"1\", \"2\"] }",
          "pivot { names = other, values = value }",
          "charset = UTF-16",
          "charset = ISO-8859-1, quote = \"'\"",
          "unpivot { ids = [date] }, where { date = \"2023-01-01\" }",
          "step = 1h");

  private static final List<String> PATTERNS =
      List.of("yyyy-MM-dd", "iso", "epoch", "d/M/yy H:mm", "MMM d, yyyy", "YYYY-'W'ww", "yyyy");

  /** What breaks readers. */
  private static final List<String> TOKENS =
      List.of(
          "\"",
          "\"\"",
          ",",
          ";",
          "\n",
          "\r",
          "\r\n",
          "\0",
          "\uFEFF",
          "#",
          "(",
          ")",
          "$",
          "%",
          "-",
          "1e999",
          "-0",
          "9".repeat(400),
          ".",
          "\u00a0",
          "\u2212",
          "2023-02-30",
          "24:00",
          "NaN",
          "\ud83d",
          "é",
          "\t",
          "'",
          "{",
          "}",
          "[",
          "]",
          "=",
          "${x}",
          "include \"x\"",
          "\\",
          "PK\3\4");

  @TempDir Path temp;

  private static byte[] text(SplittableRandom random) {
    StringBuilder text = new StringBuilder("date,value,other\n");
    for (int i = 0; i < 40; i++) {
      text.append(LocalDate.of(2023, 1, 1).plusDays(i))
          .append(',')
          .append(i % 7)
          .append(',')
          .append(i % 3)
          .append('\n');
    }
    String made = text.toString();
    return switch (random.nextInt(6)) {
      case 0 -> made.replace(',', ';').getBytes(StandardCharsets.UTF_8);
      case 1 -> made.getBytes(StandardCharsets.UTF_16);
      case 2 -> packed(made, true);
      case 3 -> packed(made, false);
      default -> made.getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] packed(String text, boolean zip) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (zip) {
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
          out.putNextEntry(new ZipEntry("a.csv"));
          out.write(text.getBytes(StandardCharsets.UTF_8));
        }
      } else {
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
          out.write(text.getBytes(StandardCharsets.UTF_8));
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A workbook is changed here, as making one takes long. */
  private byte[] workbook;

  private byte[] file(SplittableRandom random) throws IOException {
    if (workbook == null) {
      workbook = Workbooks.of("s", "date,value,other\n2023-01-01,1,2\n2023-01-02,3,4\n");
    }
    byte[] bytes = random.nextInt(10) == 0 ? workbook.clone() : text(random);
    return mutated(bytes, random);
  }

  private static byte[] mutated(byte[] bytes, SplittableRandom random) {
    byte[] changed = bytes;
    for (int change = random.nextInt(5); change > 0 && changed.length > 0; change--) {
      int at = random.nextInt(changed.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(changed, 0, at);
      int from = at;
      switch (random.nextInt(5)) {
        case 0 -> {
          out.write(random.nextInt(256));
          from = Math.min(changed.length, at + 1);
        }
        case 1 -> from = Math.min(changed.length, at + random.nextInt(60));
        case 2 -> {
          byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
          out.write(token, 0, token.length);
        }
        case 3 -> from = Math.max(0, at - random.nextInt(60));
        default -> from = random.nextInt(20) == 0 ? changed.length : at;
      }
      out.write(changed, from, changed.length - from);
      changed = out.toByteArray();
    }
    return changed;
  }

  private static String conf(SplittableRandom random) {
    String conf =
        CONF.formatted(
            KEYS.get(random.nextInt(KEYS.size())), PATTERNS.get(random.nextInt(PATTERNS.size())));
    return random.nextInt(3) > 0
        ? conf
        : new String(
            mutated(conf.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
  }

  @Test
  void everyInputIsReadOrRefusedInOneSentence() throws IOException {
    int tries = Integer.getInteger("synprune.fuzz", 2000);
    long first = Long.getLong("synprune.fuzz.seed", 1);
    int read = 0;
    int refused = 0;
    List<String> sentences = new ArrayList<>();
    for (long seed = first; seed < first + tries; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path folder = Files.createDirectories(temp.resolve("f"));
      Files.write(folder.resolve("own.csv"), file(random));
      Files.writeString(folder.resolve("own.conf"), conf(random));
      String said =
          seed % WHOLE == 0
              ? assertTimeout(COMMAND_LIMIT, () -> command(folder), "seed " + seed)
              : scanned(seed, folder);
      if (said.isEmpty()) {
        read++;
      } else {
        refused++;
        sentences.add(said);
        assertThat(said).as("seed " + seed).doesNotContain("\n", "\0", "Exception", "\tat ");
      }
    }
    assertThat(read).isGreaterThan(tries / 50);
    assertThat(refused).isGreaterThan(tries / 5);
    assertThat(sentences.stream().distinct().count()).isGreaterThan(Math.min(200, tries / 10));
  }

  /** Reads the files without a session. */
  private static String scanned(long seed, Path folder) {
    return assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try {
            DatasetConf conf =
                DatasetConf.read(new ConfFolder(null), folder.resolve("own.conf").toString());
            RawScan.of(conf, Folder.local(folder));
            return "";
          } catch (BadInputException e) {
            return String.valueOf(e.getMessage());
          } catch (Error | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e, e);
          }
        },
        "seed " + seed);
  }

  private static String command(Path folder) {
    Cli.Ended ended =
        Cli.run(
            "dataset", "check", folder.resolve("own.conf").toString(), "--data", folder.toString());
    if (ended.code() == 0) {
      return "";
    }
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    return ended.err().strip();
  }
}
