package org.synprune.bench.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code scripts/gpu-check}, whose help describes the options. */
@Command(name = "gpu-check")
final class GpuCheck implements Callable<Integer> {

  @Option(names = "--device", defaultValue = CheckChild.AUTO)
  private String device;

  @Option(names = "--minutes", defaultValue = "8")
  private double minutes;

  @Option(names = "--only", split = ",")
  private List<String> only = List.of();

  @Option(names = "--out", defaultValue = "gpu-check.md")
  private Path out;

  @Spec private CommandSpec spec;

  private GpuCheck() {}

  /** Runs a command line and ends the process. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new GpuCheck());
    line.setParameterExceptionHandler(
        (e, parsed) -> say(CommandLine.ExitCode.USAGE, e.getMessage() + " (--help tells more)"));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> say(CommandLine.ExitCode.SOFTWARE, MemoryCheck.firstLine(e)));
    System.exit(line.execute(args));
  }

  private static int say(int exitCode, String sentence) {
    System.err.println("gpu-check: " + sentence);
    return exitCode;
  }

  @Override
  public Integer call() throws IOException {
    List<Check> checks = chosen();
    if (!device.matches("auto|cpu|gpu[0-9]{0,3}") || !(minutes > 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--device is %s and --minutes %s, expected cpu or gpu0, and more than 0"
              .formatted(device, minutes));
    }
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path log = folder.resolve(out.getFileName() + ".log");
    boolean begun = Files.exists(out);
    write((begun ? System.lineSeparator() : "") + CheckRow.HEAD);
    AtomicInteger faults = new AtomicInteger();
    String name = device;
    double end = System.nanoTime() * 1e-9 + minutes * 60;
    for (int i = 0; i < checks.size(); i++) {
      double left = Math.max(0, end - System.nanoTime() * 1e-9);
      double shares = checks.stream().skip(i).mapToDouble(Check::seconds).sum();
      CheckProcess ended =
          CheckProcess.run(
              checks.get(i),
              name,
              left * checks.get(i).seconds() / shares,
              log,
              row -> {
                write(row);
                if (CheckRow.isFault(row)) {
                  faults.incrementAndGet();
                }
              });
      if (ended.device().isEmpty()) {
        return say(CommandLine.ExitCode.SOFTWARE, sentence(ended.exitCode(), log));
      }
      if (i == 0 && name.equals(CheckChild.AUTO) && ended.device().get().equals("cpu")) {
        say(0, "PyTorch finds no GPU here, so the CPU takes the GPU's path instead");
      }
      name = ended.device().get();
    }
    return say(
        faults.get() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE,
        "%d faults; written: %s".formatted(faults.get(), out));
  }

  private String sentence(int exitCode, Path log) {
    return exitCode == CheckChild.NO_DEVICE
        ? "there is no " + device + " that PyTorch can use here, expected cpu or another GPU"
        : "PyTorch's native library or DJL's for it can't be loaded ("
            + log
            + " tells why): expected PYTORCH_LIBRARY_PATH with the folder of libtorch.so,"
            + " PYTORCH_VERSION and PYTORCH_FLAVOR (cpu or cu128) of it, and for any version but "
            + ownVersion()
            + " a libdjl_torch.so in that folder that was built for it";
  }

  /** The version of PyTorch that DJL's library on the class path is for. */
  private static String ownVersion() {
    try (InputStream in = GpuCheck.class.getResourceAsStream("/jnilib/pytorch.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, "DJL's JNI library"));
      return properties.getProperty("jni_version").replaceFirst("-.*", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Check> chosen() {
    List<String> known = Checks.ALL.stream().map(Check::name).toList();
    for (String name : only) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "--only is '" + name + "', expected " + String.join(", ", known));
      }
    }
    return Checks.ALL.stream()
        .filter(check -> only.isEmpty() || only.contains(check.name()))
        .toList();
  }

  /** Rows come from two threads. */
  private synchronized void write(String line) {
    System.out.println(line);
    try {
      Files.writeString(
          out, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
