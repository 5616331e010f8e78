package org.synprune.jobs.train.batches;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.grid.Architecture;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.model.ForecasterSpec;
import org.synprune.jobs.series.Series;
import org.synprune.jobs.series.TestSeries;
import org.synprune.jobs.train.batches.BatchSource.Batch;

/** Windows relative to their last known value, wherever they are gathered. */
class AnchoredBatchesTest {

  private static final Series SERIES = TestSeries.sine(300, Protocol.ANCHORED);
  private static final int[][] ORDERS = {{40, 290, 130, 55}, {200, 41, 60, 100}};

  private static ForecasterSpec spec(Architecture architecture, int lookback, int horizon) {
    return new ForecasterSpec(architecture, lookback, 2, horizon, 32, 0, false);
  }

  /** Value of the target's column and of the other in a row of the window before a target row. */
  private static float[] row(int target, int lookback, int step) {
    int row = target - lookback + Math.min(step, lookback - 1);
    float[] features = SERIES.features();
    float known = SERIES.target()[target - 1];
    return new float[] {features[2 * row] - known, features[2 * row + 1]};
  }

  @ParameterizedTest
  @CsvSource({"rnn, 7, 1", "rnn, 7, 3", "lstm, 1, 1", "patchtst, 7, 3", "patchtst, 9, 1"})
  void inMainMemoryAndOnTheDevice(Architecture architecture, int lookback, int horizon) {
    ForecasterSpec spec = spec(architecture, lookback, horizon);
    WindowForm form = WindowForm.of(spec);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      HostBatches host = new HostBatches(SERIES, spec);
      DeviceBatches device = new DeviceBatches(manager, SeriesOnDevice.of(SERIES, manager), spec);
      host.order(ORDERS);
      device.order(ORDERS);
      Batch expected = host.gather(manager, 1, 4);
      float[] inputs = expected.inputs().toFloatArray();
      float[] labels = expected.labels().toFloatArray();
      int at = 0;
      for (int network = 0; network < 2; network++) {
        int first = form.stepsFirst() ? form.steps() : 3;
        int second = form.stepsFirst() ? 3 : form.steps();
        for (int i = 0; i < first; i++) {
          for (int j = 0; j < second; j++) {
            int window = 1 + (form.stepsFirst() ? j : i);
            int step = form.stepsFirst() ? i : j;
            float[] row = row(ORDERS[network][window], lookback, step);
            assertThat(inputs[at++]).isEqualTo(row[0]);
            assertThat(inputs[at++]).isEqualTo(row[1]);
            if (form.one()) {
              assertThat(inputs[at++]).isEqualTo(1);
            }
          }
        }
        for (int i = 0; i < 3 * horizon; i++) {
          int target = ORDERS[network][1 + i / horizon];
          assertThat(labels[3 * horizon * network + i])
              .isEqualTo(SERIES.target()[target + i % horizon] - SERIES.target()[target - 1]);
        }
      }
      assertThat(at).isEqualTo(inputs.length);
      Batch actual = device.gather(manager, 1, 4);
      assertThat(actual.inputs().getShape()).isEqualTo(expected.inputs().getShape());
      assertThat(actual.inputs().toFloatArray()).containsExactly(inputs);
      assertThat(actual.labels().toFloatArray()).containsExactly(labels);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "7"})
  void rowByRowForRecurrentNetworks(int lookback) {
    HostBatches host = new HostBatches(SERIES, spec(Architecture.LSTM, lookback, 1));
    host.order(ORDERS);
    TurnedRows rows = host.turned(1, 4);
    float[] turned = new float[3 * 3];
    for (int step = 0; step < lookback; step++) {
      for (int network = 0; network < 2; network++) {
        rows.turn(network, step, turned);
        for (int i = 0; i < 3; i++) {
          float[] row = row(ORDERS[network][1 + i], lookback, step);
          assertThat(turned[i]).isEqualTo(row[0]);
          assertThat(turned[3 + i]).isEqualTo(row[1]);
          assertThat(turned[6 + i]).isEqualTo(1);
        }
      }
    }
  }
}
