package org.synprune.jobs.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.synprune.jobs.data.Fixture.hours;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.Fixture;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.data.RealData;
import org.synprune.jobs.data.generate.Generator;
import org.synprune.jobs.grid.Protocol;

/** The manifest tells what a series was made of. */
class ManifestTest {

  @TempDir Path temp;
  private Fixture fixture;

  @BeforeEach
  void own() {
    fixture = new Fixture(temp).conf(Fixture.HOURLY).file("own.csv", hours(40, 3));
  }

  private static Path file(PreparedSeries made) {
    return made.folder().local().orElseThrow().resolve("manifest.json");
  }

  @Test
  void manifestTellsWhatWasMade() throws IOException {
    PreparedSeries made = fixture.prepare(Protocol.PAPER);
    JsonNode json = new ObjectMapper().readTree(file(made).toFile());
    assertThat(json.path("formatVersion").asInt()).isEqualTo(1);
    assertThat(json.path("sha256").asText()).hasSize(64).isEqualTo(made.info().sha256());
    assertThat(json.path("source").asText()).isEqualTo("own.csv");
    assertThat(json.path("rows").asInt()).isEqualTo(40);
    assertThat(json.path("columns")).hasSize(4);
    assertThat(json.path("scaler").path("target").path("mean").asDouble())
        .isEqualTo(made.info().targetMean());
    assertThat(json.path("missing").path("a").asLong()).isZero();
    assertThat(ConfigFactory.parseString(json.path("recipe").asText()).getString("recipe.protocol"))
        .isEqualTo("PAPER");
  }

  @Test
  void generatedFilesAreMarkedAndNoIdDependsOnIt() throws IOException {
    Path file = temp.resolve("AAPL_data.csv");
    Generator.of("sp500").rows(400).to(file);
    PreparedSeries made = fixture.prepare(RealData.builtIn("sp500"), Protocol.STRICT);
    assertThat(made.info().generated()).isTrue();
    assertThat(SeriesStore.info(made.folder()).orElseThrow().generated()).isTrue();

    // Without the truth beside it, the same bytes count as real; the series is the same.
    Files.delete(temp.resolve("AAPL_data.csv.truth.json"));
    PreparedSeries unmarked = fixture.prepare(RealData.builtIn("sp500"), Protocol.STRICT);
    assertThat(unmarked.reused()).isTrue();
    assertThat(unmarked.info().generated()).isFalse();
    assertThat(unmarked.info().id()).isEqualTo(made.info().id());
    assertThat(SeriesStore.info(made.folder()).orElseThrow().generated()).isFalse();
  }

  @Test
  void aGeneratedFileThatWasChangedIsNotMarked() throws IOException {
    Path file = temp.resolve("AAPL_data.csv");
    Generator.of("sp500").rows(400).to(file);
    Files.writeString(file, "2030-01-01,1,1,1,1,1,AAPL\n", StandardOpenOption.APPEND);
    assertThat(fixture.prepare(RealData.builtIn("sp500"), Protocol.STRICT).info().generated())
        .isFalse();
  }

  @Test
  void aManifestOfBeforeIsReadAndOfAnUnknownProtocolIsNot() throws IOException {
    PreparedSeries made = fixture.prepare(Protocol.STRICT);
    Path file = file(made);
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst(",\\s*\"generated\" : false", ""));
    assertThat(SeriesStore.info(made.folder())).contains(made.info());
    Files.writeString(file, text.replace("\"strict\"", "\"lenient\""));
    assertThat(SeriesStore.info(made.folder())).isEmpty();
    assertThatThrownBy(() -> SeriesStore.read(LocalSpark.get(), made.folder()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no manifest.json of version 1");
  }

  @Test
  void gapsAndUnmeasuredTargetsAreCounted() {
    // Hours 4 to 9 hold nothing: a gap. Hour 20 lacks the target.
    fixture.file(
        "own.csv",
        hours(40, 3)
            .replaceAll("2024-01-01 0[4-9]:00,.*\\R", "")
            .replaceFirst("(01 20:00),[0-9]+", "$1,"));
    PreparedSeries made = fixture.prepare(Protocol.STRICT);
    assertThat(made.rows()).isEqualTo(34);
    assertThat(made.segments()).isEqualTo(2);
    assertThat(made.unobserved()).isEqualTo(1);
  }
}
