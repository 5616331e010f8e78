package org.synprune.bench.gpu;

import ai.djl.Device;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.synprune.bench.gpu.CheckRow.Verdict;
import org.synprune.jobs.train.StackLimits;
import org.synprune.jobs.train.StackSizes;
import org.synprune.jobs.train.TrialTrainer;
import org.synprune.pruning.Placement;

/** A device in the hands of one check: where it trains, what it finds, and until when. */
final class CheckedDevice {

  private final Device device;
  private final String check;
  private final Consumer<CheckRow> rows;
  private final long deadline;
  private boolean begun;

  /**
   * Hands it over.
   *
   * @param device the device
   * @param check name of the check
   * @param seconds for how long
   * @param rows is given what is found, at once
   */
  CheckedDevice(Device device, String check, double seconds, Consumer<CheckRow> rows) {
    this.device = Objects.requireNonNull(device, "device");
    this.check = Objects.requireNonNull(check, "check");
    this.rows = Objects.requireNonNull(rows, "rows");
    deadline = System.nanoTime() + (long) (seconds * 1e9);
  }

  /** The device that a name means: {@code cpu}, {@code gpu} or {@code gpu1}. */
  static Device named(String name) {
    return Device.fromName(name);
  }

  Device device() {
    return device;
  }

  /** The path of a GPU, also where there is none. */
  Placement placement() {
    return Placement.DEVICE;
  }

  boolean isGpu() {
    return device.isGpu();
  }

  TrialTrainer trainer(int stack) {
    return new TrialTrainer(device, placement(), StackSizes.of(stack), new StackLimits());
  }

  /** Seconds that are left; negative when the time is up. */
  double left() {
    return (deadline - System.nanoTime()) * 1e-9;
  }

  /**
   * Whether a case fits into the time that is left; the first does in any case. If not, a row says
   * so.
   *
   * @param subject the case
   * @param seconds how long it takes, as far as is known
   */
  boolean hasTimeFor(String subject, double seconds) {
    if (!begun || left() > seconds) {
      begun = true;
      return true;
    }
    rows.accept(new CheckRow(check, subject, "left out for want of time", Verdict.MEASURED));
    return false;
  }

  void found(String subject, Verdict verdict, String format, Object... values) {
    rows.accept(new CheckRow(check, subject, text(format, values), verdict));
  }

  @SuppressWarnings("AnnotateFormatMethod") // its own format strings only
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
