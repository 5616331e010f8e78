package org.synprune.bench.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.synprune.bench.figure.TrainingCase;

/** Partners are scripts of the shell, which answer what they are said to. */
class TunedChildTest {

  private static final TrainingCase RNN = TrainingCase.of("rnn", "7", "none");
  private static final TrainingCase LSTM = TrainingCase.of("lstm", "7", "none");

  private final Map<String, List<String>> commands = new LinkedHashMap<>();

  private void partner(String label, String script) {
    commands.put(
        label, List.of("sh", "-c", "echo ready; while read line; do " + script + "; done"));
  }

  @Test
  void eachCellIsTimedUnderTheSettingThatIsFastestThere() {
    partner("", "case $line in rnn*) echo 40 ;; *) echo 20 ;; esac");
    partner("wide", "echo 30");
    try (TunedChild child = new TunedChild(commands)) {
      TunedChild.Turn rnn = child.fastest(RNN, 1, 0.5, 5);
      assertThat(rnn.setting()).isEqualTo("wide");
      assertThat(rnn.turn().getAsDouble()).isEqualTo(30);
      assertThat(child.fastest(LSTM, 1, 0.5, 5).setting()).isEmpty();
    }
  }

  @Test
  void aSettingThatTheMachineCannotRunIsLeftOut() {
    partner("", "echo 40");
    partner("dies", "exit 132");
    commands.put("doesn't start", List.of("sh", "-c", "exit 132"));
    try (TunedChild child = new TunedChild(commands)) {
      assertThat(child.fastest(RNN, 8, 0.5, 5).setting()).isEmpty();
      assertThat(child.fastest(LSTM, 8, 0.5, 5).millis()).isEqualTo(40);
    }
  }

  @Test
  void aPartnerThatNeverRunsIsAnError() {
    partner("", "exit 1");
    try (TunedChild child = new TunedChild(commands)) {
      assertThatThrownBy(() -> child.fastest(RNN, 1, 0.5, 5))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("gave no answer");
    }
  }
}
