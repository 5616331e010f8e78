package org.synprune.jobs.data.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.types.StructType;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.Locations;
import scala.Tuple2;

/** Writes a series folder aside and puts it in its place when it is whole. */
public record SeriesWriter(Path folder, StructType schema) {

  public static final String DATA = "data";

  public void write(JavaRDD<SeriesRow> rows, Manifest manifest) {
    String suffix = "." + UUID.randomUUID();
    Path part = folder.resolveSibling("." + folder.getFileName() + suffix + ".part");
    Path old = folder.resolveSibling("." + folder.getFileName() + suffix + ".old");
    try {
      Files.createDirectories(part);
      deleteStale();
      parquet(rows, Locations.toWrite(part.resolve(DATA)));
      manifest.write(part);
      if (Files.exists(folder)) {
        Files.move(folder, old);
      }
      Files.move(part, folder);
    } catch (IOException e) {
      throw new BadInputException(folder + ": can't be written: " + e.getMessage(), e);
    } finally {
      delete(part);
      delete(old);
    }
  }

  private void parquet(JavaRDD<SeriesRow> rows, String path) {
    Configuration conf =
        new Configuration(JavaSparkContext.fromSparkContext(rows.context()).hadoopConfiguration());
    SeriesParquet.configure(conf, schema);
    conf.set(ParquetOutputFormat.WRITE_SUPPORT_CLASS, SeriesParquet.class.getName());
    conf.set(ParquetOutputFormat.JOB_SUMMARY_LEVEL, "NONE");
    // Looking each number up in a dictionary takes a fifth of all of prepare's time. Without, the
    // files have 27 bytes a minute of the power set instead of 17.
    conf.setBoolean(ParquetOutputFormat.ENABLE_DICTIONARY, false);
    conf.set(ParquetOutputFormat.COMPRESSION, CompressionCodecName.SNAPPY.name());
    rows.mapToPair(row -> new Tuple2<Void, SeriesRow>(null, row))
        .saveAsNewAPIHadoopFile(path, Void.class, SeriesRow.class, ParquetOutputFormat.class, conf);
  }

  /** What a killed process left aside a day ago or earlier; a younger one may be at work still. */
  private void deleteStale() throws IOException {
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    String ours = "." + folder.getFileName() + ".*.{part,old}";
    try (DirectoryStream<Path> aside = Files.newDirectoryStream(folder.getParent(), ours)) {
      for (Path path : aside) {
        if (Files.getLastModifiedTime(path).compareTo(yesterday) < 0) {
          delete(path);
        }
      }
    }
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
