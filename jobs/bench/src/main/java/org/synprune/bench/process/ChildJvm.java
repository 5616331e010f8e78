package org.synprune.bench.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of Java processes that run with this one's options. */
public final class ChildJvm {

  private ChildJvm() {}

  /**
   * A command line.
   *
   * @param options options that override this process's
   * @param main the class to run
   * @param args its arguments
   */
  public static List<String> command(List<String> options, Class<?> main, String... args) {
    return command(options, System.getProperty("java.class.path"), main.getName(), args);
  }

  /**
   * A command line.
   *
   * @param options options that override this process's
   * @param classPath its class path, instead of this process's
   * @param main name of the class to run
   * @param args its arguments
   */
  public static List<String> command(
      List<String> options, String classPath, String main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(args));
    return command;
  }
}
