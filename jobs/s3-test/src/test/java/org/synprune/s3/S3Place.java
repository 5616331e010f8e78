package org.synprune.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.cluster.ResultPlace;
import org.synprune.jobs.cluster.SparkHome;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.storage.Folder;

/** Folders of a bucket. */
final class S3Place implements ResultPlace {

  private @Nullable S3Fixture store;

  /** The store, which begins with the first Spark that is to use it. */
  S3Fixture s3() {
    return Objects.requireNonNull(store, "no Spark yet");
  }

  /** A folder of the bucket. */
  Folder folder(String name) {
    Configuration settings = new Configuration();
    s3().settings().forEach(settings::set);
    return Folder.of(s3().path(name), settings);
  }

  @Override
  public SparkHome home(Path folder) {
    S3Fixture s3 = S3Fixture.start(folder);
    store = s3;
    // What tests read themselves, they read by the session of their own process.
    s3.settings().forEach(LocalSpark.get().sparkContext().hadoopConfiguration()::set);
    Path conf = folder.resolve("hadoop");
    String settings =
        s3.settings().entrySet().stream()
            .map(
                one ->
                    "<property><name>%s</name><value>%s</value></property>\n"
                        .formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
    try {
      Files.createDirectories(conf);
      Files.writeString(conf.resolve("core-site.xml"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SparkHome.in(folder).withHadoopConf(conf);
  }

  @Override
  public Folder begin(Path folder, Path series) throws IOException {
    Folder out = folder("results-" + UUID.randomUUID());
    upload(series, out.resolve("series"));
    return out;
  }

  /** Copies a folder of this machine into the bucket. */
  static void upload(Path from, Folder to) throws IOException {
    try (Stream<Path> all = Files.list(from)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Folder target = to.resolve(String.valueOf(one.getFileName()));
        if (Files.isDirectory(one)) {
          upload(one, target);
        } else {
          target.storage().publish(target.path(), to.path(), out -> copy(one, out));
        }
      }
    }
  }

  private static void copy(Path file, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(out);
    }
  }

  @Override
  public Undo makeUnwritable(Folder out) {
    s3().plant(Fault.readOnly());
    return () -> s3().plant(Fault.NONE);
  }

  @Override
  public String saidWhenUnwritable() {
    return "AccessDenied";
  }

  @Override
  public List<String> afterAKill() {
    return List.of("--take-over");
  }

  @Override
  public void close() {
    s3().close();
  }
}
