package org.synprune.jobs.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.series.FeatureScaler;

/** {@code model.json} may come from anywhere. */
class ModelInfoTest {

  @TempDir private Path dir;

  private static ModelInfo info() {
    return new ModelInfo(
        1,
        "0".repeat(32),
        "run",
        "sine",
        "strict",
        "rnn",
        7,
        24,
        "none",
        1,
        32,
        0,
        1,
        List.of("value", "noise"),
        new FeatureScaler(List.of(0.0, 0.0), List.of(1.0, 1.0)),
        "value",
        5,
        2,
        "1h",
        0.5,
        0.25,
        100,
        3,
        1000,
        1000,
        "1".repeat(64),
        "2".repeat(64),
        Map.of("model-0000.params", "3".repeat(64)),
        Map.of("djl", "0.35"),
        "{}");
  }

  private void write(String json) throws IOException {
    Files.writeString(dir.resolve("model.json"), json);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    write(info().json());
    assertThat(ModelFolder.open(dir).info()).isEqualTo(info());
  }

  @Test
  void aFolderOfBeforeThereWereHorizonsForecastsTheNextStep() throws IOException {
    write(info().json().replace("  \"horizon\" : 24,\n", ""));
    assertThat(ModelFolder.open(dir).info().horizon()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"run\" : \"run\"            | \"run\" : \"../../x\"            | run name is '../../x'",
        "\"run\" : \"run\"            | \"run\" : \"\"                   | run name is ''",
        "\"trialId\" : \"0            | \"trialId\" : \"/etc/0           | trialId is '/etc/0",
        "\"dataset\" : \"sine\"       | \"dataset\" : \"..\"             | dataset is '..'",
        "\"dataset\" : \"sine\"       | \"dataset\" : \"a/b\"            | dataset is 'a/b'",
        "\"protocol\" : \"strict\"    | \"protocol\" : \"../strict\"     | strict, anchored, paper",
        "\"architecture\" : \"rnn\"   | \"architecture\" : \"gru\"       | rnn, lstm, patchtst",
        "\"regulariser\" : \"none\"   | \"regulariser\" : \"no/thing\"   | the name of an arm",
        "\"lookback\" : 7             | \"lookback\" : 0                 | lookback is 0",
        "\"lookback\" : 7             | \"lookback\" : 2147483647        | lookback is 2147483647",
        "\"horizon\" : 24            | \"horizon\" : 0                  | horizon is 0",
        "\"hidden\" : 32              | \"hidden\" : -1                  | hidden is -1",
        "\"dropoutRate\" : 0.0        | \"dropoutRate\" : 1.0            | dropoutRate is 1.0",
        "\"passes\" : 1               | \"passes\" : 0                   | passes is 0",
        "\"targetSd\" : 2.0           | \"targetSd\" : 0.0               | targetSd is 0.0",
        "\"parameters\" : 1000        | \"parameters\" : 99999999999     | parameters is 99999999999",
        "\"nonzeros\" : 1000          | \"nonzeros\" : 1001              | nonzeros is 1001",
        "\"model-0000.params\" :      | \"../../../etc/passwd\" :        | sha256 is",
        "\"features\" : [ \"value\",  | \"features\" : [ \"x\", \"value\", | scaler is 2 columns",
        "\"formatVersion\" : 1        | \"formatVersion\" : 2            | formatVersion is 2",
        "\"seed\" : 1,                | \"seed\" : 1, \"other\" : 2,     | can't be read",
        "\"run\" : \"run\",           | ''                               | can't be read",
      })
  void aValueThatCannotBeIsRefusedInOneSentence(String from, String to, String said)
      throws IOException {
    String json = info().json();
    assertThat(json).contains(from.strip());
    write(json.replace(from.strip(), to.strip()));
    assertThatThrownBy(() -> ModelFolder.open(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining(said.strip())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(ModelFolder.isWhole(dir)).isFalse();
  }
}
