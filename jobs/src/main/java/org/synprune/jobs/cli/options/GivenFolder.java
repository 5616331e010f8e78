package org.synprune.jobs.cli.options;

import org.synprune.jobs.BadInputException;
import org.synprune.jobs.spark.StoreSettings;
import org.synprune.jobs.storage.Folder;

/** Folders and files by the addresses that users give. */
public final class GivenFolder {

  private GivenFolder() {}

  /**
   * A folder or file, whose store is asked whether it can be used if it is none of this machine.
   *
   * @param address a path, or an address of a store
   * @return the folder or file, there or not
   * @throws BadInputException if there is no client for its address, or no store answers there
   */
  public static Folder of(String address) {
    Folder folder = Folder.of(address, StoreSettings.ofProcess());
    return folder.local().isPresent() ? folder : folder.requireReachable();
  }
}
