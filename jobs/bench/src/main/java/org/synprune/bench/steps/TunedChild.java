package org.synprune.bench.steps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.synprune.bench.figure.TrainingCase;

/**
 * One partner under several settings, each in a process of its own. What is timed is the setting
 * that is fastest for the cell; one that the machine can't run is left out.
 */
public final class TunedChild implements AutoCloseable {

  private final List<Setting> settings = new ArrayList<>();

  private record Setting(String label, LineChild child) {}

  /**
   * A turn of the fastest setting.
   *
   * @param setting its label
   * @param turn measures once, in milliseconds for a batch of one network
   * @param millis what it took at first
   */
  public record Turn(String setting, DoubleSupplier turn, double millis) {}

  /**
   * Starts a process for each setting.
   *
   * @param commands command by what a table says of the setting, which may be empty; the first has
   *     to run on any machine
   */
  public TunedChild(Map<String, List<String>> commands) {
    commands.forEach(
        (label, command) -> {
          try {
            settings.add(new Setting(label, new LineChild(command)));
          } catch (IllegalStateException e) {
            if (settings.isEmpty()) {
              throw e;
            }
          }
        });
  }

  /**
   * Tries all settings.
   *
   * @param cell what to train
   * @param networks how many the partner trains side by side
   * @param seconds how long a measurement should take
   * @param least the fewest batches that make a measurement
   * @return the fastest
   * @throws IllegalStateException if none runs
   */
  public Turn fastest(TrainingCase cell, int networks, double seconds, int least) {
    List<Turn> turns = new ArrayList<>();
    for (Iterator<Setting> left = settings.iterator(); left.hasNext(); ) {
      Setting setting = left.next();
      StepTimer timer = setting.child().sideBySide(networks);
      try {
        int batches = timer.batches(cell, networks, seconds, least);
        DoubleSupplier turn = () -> timer.millis(cell, batches);
        turns.add(new Turn(setting.label(), turn, turn.getAsDouble()));
      } catch (IllegalStateException e) {
        if (settings.size() == 1) {
          throw e;
        }
        setting.child().close();
        left.remove();
      }
    }
    return turns.stream().min(Comparator.comparingDouble(Turn::millis)).orElseThrow();
  }

  @Override
  public void close() {
    settings.forEach(setting -> setting.child().close());
  }
}
