package org.synprune.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.synprune.jobs.cluster.ResultPlace;
import org.synprune.jobs.cluster.SparkHome;
import org.synprune.jobs.storage.Folder;

/** Folders of HDFS that belong to a user who isn't its administrator. */
final class HdfsPlace implements ResultPlace {

  private static final String USER = "alice";

  private MiniHdfs hdfs;
  private int folders;

  @Override
  public SparkHome home(Path folder) {
    try {
      hdfs = MiniHdfs.start(folder);
      return SparkHome.in(folder).withHadoopConf(hdfs.settings()).with("HADOOP_USER_NAME", USER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The store, once {@link #home} has started it. */
  MiniHdfs hdfs() {
    return hdfs;
  }

  @Override
  public Folder begin(Path folder, Path series) throws IOException {
    FileSystem files = hdfs.files();
    Folder out = Folder.of(hdfs.address("/results" + folders++), hdfs.conf());
    files.mkdirs(out.path());
    files.setOwner(out.path(), USER, USER);
    files.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(series.toUri()), out.resolve("series").path());
    return out;
  }

  @Override
  public Undo makeUnwritable(Folder out) throws IOException {
    org.apache.hadoop.fs.Path staging = out.resolve(".staging").resolve("cluster").path();
    FileSystem files = hdfs.files();
    FsPermission before = files.getFileStatus(staging).getPermission();
    files.setPermission(staging, new FsPermission("500"));
    return () -> files.setPermission(staging, before);
  }

  @Override
  public String saidWhenUnwritable() {
    return "Permission denied: user=alice, access=WRITE";
  }

  @Override
  public List<String> afterAKill() {
    return List.of("--take-over");
  }

  @Override
  public void close() {
    hdfs.close();
  }
}
