package org.synprune.jobs.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.IntFunction;
import org.synprune.jobs.cli.Cli;

/** Has files described by {@code dataset init} as a user would, and reads what came of it. */
final class DescribedFiles {

  private final Path dir;

  DescribedFiles(Path dir) {
    this.dir = dir;
  }

  static String rows(String header, int count, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < count; i++) {
      text.append(row.apply(i)).append('\n');
    }
    return text.toString();
  }

  static String time(String pattern, LocalDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  static String number(int row) {
    return String.format(
        Locale.ROOT, "%.2f", 50 + 10 * Math.sin(row / 7.0) + row * 7919 % 101 / 50.0);
  }

  Cli.Ended init(String file, String text, String... more) throws IOException {
    return init(file, text.getBytes(StandardCharsets.UTF_8), more);
  }

  Cli.Ended init(String file, byte[] bytes, String... more) throws IOException {
    Files.write(dir.resolve(file), bytes);
    String[] args = new String[5 + more.length];
    args[0] = "dataset";
    args[1] = "init";
    args[2] = dir.resolve(file).toString();
    args[3] = "--to";
    args[4] = dir.resolve(name(file) + ".conf").toString();
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  static String name(String file) {
    return file.replaceFirst("[.].*", "").toLowerCase(Locale.ROOT);
  }

  /** Has a file described and checked. */
  JsonNode made(String file, byte[] bytes, String step, String target, int rows)
      throws IOException {
    Cli.Ended ended = init(file, bytes);
    String said = ended.fine().out();
    String conf = dir.resolve(name(file) + ".conf").toString();
    JsonNode document =
        Cli.run("dataset", "check", conf, "--data", dir.toString(), "--json").fine().json();
    String all = said + Files.readString(Path.of(conf));
    assertThat(document.at("/dataset/resolution").asText()).as(all).isEqualTo(step);
    assertThat(document.at("/dataset/target").asText()).as(all).isEqualTo(target);
    assertThat(document.at("/data/input_rows").asInt()).as(all).isEqualTo(rows);
    return document;
  }

  JsonNode made(String file, String text, String step, String target, int rows) throws IOException {
    return made(file, text.getBytes(StandardCharsets.UTF_8), step, target, rows);
  }
}
