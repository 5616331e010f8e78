package org.synprune.jobs.engine;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Loads the engine as the program does, before a test asks DJL for it. */
public final class EngineFirst implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    PyTorch.engine();
  }
}
