package org.synprune.jobs.engine;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Loads the engine as the program does, before a test asks DJL for it. Not in Maven's own process,
 * which looks for the tests that it hands out to several others: that process has one class loader
 * after another, and a native library only one.
 */
public final class EngineFirst implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("maven.home") == null) {
      PyTorch.engine();
    }
  }
}
