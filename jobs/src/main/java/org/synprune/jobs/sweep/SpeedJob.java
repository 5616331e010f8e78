package org.synprune.jobs.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.spark.DeviceChoice;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.spark.SparkSlots;
import org.synprune.jobs.spark.TaskDevice;
import org.synprune.jobs.sweep.units.MachineSpeed;
import org.synprune.jobs.sweep.units.SpeedProbe;
import org.synprune.jobs.sweep.units.WorkUnit.Planned;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import scala.Tuple2;

/**
 * Measures how fast the executors train: all of them at once, as a sweep keeps them busy. That of
 * GPUs isn't measured.
 *
 * @param workload what a sweep would train
 */
record SpeedJob(Workload workload) {

  private static final Logger LOG = LoggerFactory.getLogger(SpeedJob.class);

  /** Runs it. */
  MachineSpeed run(List<Planned> open) {
    SparkConf conf = workload.spark().sparkContext().getConf();
    List<SpeedProbe> probes = SpeedProbe.of(open, workload.infos(), workload::stackSize);
    if (probes.isEmpty() || TaskDevice.expected(workload.device(), conf).isGpu()) {
      return MachineSpeed.OF_MODEL;
    }
    Map<SeriesKey, Series> used = new HashMap<>();
    probes.forEach(probe -> used.put(probe.key(), workload.series().get(probe.key())));
    Broadcast<Map<SeriesKey, Series>> shared = workload.context().broadcast(used);
    int slots = SparkSlots.of(workload.spark().sparkContext());
    DeviceChoice device = workload.device();
    StackSizes sizes = workload.sizes();
    try {
      return middle(
          JobDescription.during(
              workload.spark().sparkContext(),
              "measuring the speed of " + workload.grid().name(),
              () ->
                  workload
                      .context()
                      .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
                      .flatMap(slot -> times(probes, shared.value(), device, sizes).iterator())
                      .collect()));
    } finally {
      shared.destroy();
    }
  }

  /** The median over executors. */
  private static MachineSpeed middle(List<Tuple2<String, Double>> measured) {
    Map<String, List<Double>> byNetwork = new TreeMap<>();
    measured.forEach(
        one -> byNetwork.computeIfAbsent(one._1(), key -> new ArrayList<>()).add(one._2()));
    Map<String, Double> middle = new TreeMap<>();
    byNetwork.forEach(
        (network, all) -> middle.put(network, all.stream().sorted().toList().get(all.size() / 2)));
    return MachineSpeed.of(middle);
  }

  private static List<Tuple2<String, Double>> times(
      List<SpeedProbe> probes,
      Map<SeriesKey, Series> series,
      DeviceChoice choice,
      StackSizes sizes) {
    try {
      TrialTrainer trainer = new TrialTrainer(TaskDevice.ofTask(choice).device(), sizes);
      return probes.stream()
          .map(probe -> probe.measure(trainer, series.get(probe.key())))
          .map(one -> new Tuple2<>(one.getKey(), one.getValue()))
          .toList();
    } catch (RuntimeException | LinkageError e) {
      // A sweep leaves such an executor out and says so; a plan does without it.
      LOG.debug("no speed", e);
      return List.of();
    }
  }
}
