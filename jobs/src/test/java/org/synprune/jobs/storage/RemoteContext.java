package org.synprune.jobs.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;

/** {@link RemoteFileSystem} behind Hadoop's other interface; made by its name. */
public final class RemoteContext extends DelegateToFileSystem {

  private final RemoteFileSystem files;

  /** Hadoop makes it by reflection. */
  public RemoteContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
    this(uri, new RemoteFileSystem(), conf);
  }

  private RemoteContext(URI uri, RemoteFileSystem files, Configuration conf)
      throws IOException, URISyntaxException {
    super(uri, files, conf, uri.getScheme(), false);
    this.files = files;
  }

  @Override
  public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
    files.rename(from, to, overwrite);
  }
}
