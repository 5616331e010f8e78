package org.synprune.jobs.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.TimeGrid;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;

/** Reads all rows of a data set's files on this machine, as tasks do, without a session. */
public final class RawScan {

  private RawScan() {}

  /**
   * Reads them.
   *
   * @param dataset the data set
   * @param folder the folder of its files
   * @throws BadInputException if a row can't be read
   */
  public static void of(DatasetConf dataset, Folder folder) {
    RawFile file = RawFile.find(dataset, folder);
    TimeGrid grid = file.source().step().grid(0);
    boolean[] both = file.isReadByLines() ? new boolean[] {true, false} : new boolean[] {false};
    for (boolean lines : both) {
      try (RowSource rows =
          new RowSource(
              dataset,
              file,
              grid,
              part -> {
                try {
                  return RecordReader.open(part, file.source());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              lines)) {
        while (rows.hasNext()) {
          RowSource.Located one = rows.next();
          if (one.line() instanceof LineTyper.Bad bad) {
            throw new BadInputException(
                one.part().path() + ", line " + one.number() + ": " + bad.problem());
          }
        }
      } catch (IOException | UncheckedIOException e) {
        throw new BadInputException(
            file.where() + ": can't be read: " + StorageFailure.sentence(e), e);
      }
    }
  }
}
