package org.synprune.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standalone cluster of one master and some workers, each a process of its own with two cores and
 * two GPUs that a script makes up: worker 0 has 0 and 1, worker 1 has 2 and 3.
 */
public final class Standalone implements Manager, AutoCloseable {

  static final int GPUS_PER_WORKER = 2;

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final Duration START = Duration.ofMinutes(1);

  private final SparkHome home;
  private final Process master;
  private final String address;
  private final IntFunction<List<String>> confinement;
  private final List<Process> workers = new ArrayList<>();

  private Standalone(SparkHome home, int size, IntFunction<List<String>> confinement) {
    this.home = home;
    this.confinement = confinement;
    Path log = home.folder().resolve("master.log");
    master =
        home.start(
            List.of(),
            log,
            List.of("-Xmx512m", "-Dspark.master.rest.enabled=false"),
            List.of(
                "org.apache.spark.deploy.master.Master",
                "--host",
                "localhost",
                "--port",
                "0",
                "--webui-port",
                "0"));
    try {
      Waiting.until(START, () -> "a master: " + text(log), () -> MASTER.matcher(text(log)).find());
      Matcher said = MASTER.matcher(text(log));
      said.find();
      address = said.group(1);
      for (int worker = 0; worker < size; worker++) {
        workers.add(null);
        startWorker(worker);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a cluster and waits until its workers are known to the master.
   *
   * @param folder holds its files
   * @param workers how many
   */
  public static Standalone start(Path folder, int workers) {
    return start(SparkHome.in(folder), workers);
  }

  /**
   * The same with a Spark that is there.
   *
   * @param home the Spark, whose folder gets the cluster's files
   * @param workers how many
   */
  public static Standalone start(SparkHome home, int workers) {
    return new Standalone(home, workers, worker -> List.of());
  }

  /**
   * Starts a cluster whose workers have a core of the machine each, and no other.
   *
   * @param folder holds its files
   * @param workers how many
   */
  public static Standalone ofCores(Path folder, int workers) {
    return new Standalone(
        SparkHome.in(folder),
        workers,
        worker -> List.of("taskset", "-c", Integer.toString(worker)));
  }

  @Override
  public SparkHome home() {
    return home;
  }

  /** Executors of one core and one GPU each. */
  @Override
  public List<String> options() {
    return List.of(
        "--master",
        address,
        "--conf",
        "spark.executor.resource.gpu.amount=1",
        "--conf",
        "spark.task.resource.gpu.amount=1",
        "--conf",
        "spark.executor.cores=1",
        "--conf",
        "spark.executor.memory=1g");
  }

  /** Starts a worker, in the place of one that is gone. */
  public void startWorker(int place) {
    Path log = home.folder().resolve("worker" + place + ".log");
    Path work = home.folder().resolve("work" + place);
    Process worker =
        home.start(
            confinement.apply(place),
            log,
            List.of(
                "-Xmx512m",
                "-Dspark.worker.resource.gpu.amount=" + GPUS_PER_WORKER,
                "-Dspark.worker.resource.gpu.discoveryScript=" + discovery(place)),
            List.of(
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "localhost",
                "--webui-port",
                "0",
                "--cores",
                Integer.toString(GPUS_PER_WORKER),
                "--memory",
                "4g",
                "--work-dir",
                work.toString(),
                address));
    workers.set(place, worker);
    Waiting.until(
        START,
        () -> "a worker: " + text(log),
        () -> text(log).contains("Successfully registered with master"));
  }

  private Path discovery(int worker) {
    Path script = home.folder().resolve("gpus" + worker);
    int first = worker * GPUS_PER_WORKER;
    try {
      if (Files.notExists(script)) {
        Files.writeString(
            script,
            "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"%d\", \"%d\"]}'\n"
                .formatted(first, first + 1));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return script;
  }

  /** Processes of executors, of all workers. */
  public List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(Process::descendants)
        .filter(one -> one.info().commandLine().orElse("").contains(EXECUTOR))
        .toList();
  }

  /** Kills a worker with all that it has started, as when a machine goes down. */
  public void killWorker(int place) {
    kill(workers.get(place));
  }

  /** Ends all processes. */
  @Override
  public void close() {
    for (Process worker : workers) {
      if (worker != null) {
        kill(worker);
      }
    }
    kill(master);
  }

  private static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    Waiting.until(
        START,
        () -> "the end of process " + process.pid(),
        () -> !process.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
