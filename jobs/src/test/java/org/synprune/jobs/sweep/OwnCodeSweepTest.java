package org.synprune.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.analysis.Summary;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.LocalSpark;
import org.synprune.jobs.extend.OwnCodePath;
import org.synprune.jobs.extend.OwnNetworks;
import org.synprune.jobs.extend.OwnParts;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.grid.SeriesKey;
import org.synprune.jobs.results.InferenceTable;
import org.synprune.jobs.results.ResultStore;
import org.synprune.jobs.results.ResultTables;
import org.synprune.jobs.results.TrialReader;
import org.synprune.jobs.saved.ModelFolder;
import org.synprune.jobs.saved.serving.ForecastTranslatorFactory;
import org.synprune.jobs.series.FeatureScaler;
import org.synprune.jobs.sweep.GridParser.Narrowing;
import org.synprune.jobs.train.Forecaster;

/** A sweep of own code: networks, saliencies, schedules and structures that a grid names. */
class OwnCodeSweepTest {

  private static final SeriesKey SINE = new SeriesKey("sine", Protocol.STRICT);

  private final SparkSession spark = LocalSpark.get();

  @TempDir private Path folder;
  private OwnCodePath path;

  @BeforeEach
  void putOnClassPath() {
    path =
        OwnCodePath.in(
            folder,
            OwnNetworks.Mlp.class,
            OwnNetworks.DroppingMlp.class,
            OwnParts.Power.class,
            OwnParts.Straight.class,
            OwnParts.Rows.class);
    // As spark-submit --jars does.
    spark.sparkContext().addJar(path.jar());
  }

  @AfterEach
  void close() {
    path.close();
  }

  private Grid grid(String networks, String arms) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            """
            datasets = [sine]
            lookbacks = [7]
            seeds = ["42..43"]
            training { epochs = 8, hidden = 16 }
            architectures = [%s]
            regularisers = [%s]
            """
                .formatted(networks, arms));
    return GridParser.read(new ConfFolder(null), file.toString(), Narrowing.NOTHING);
  }

  private ResultStore store() {
    return new ResultStore(folder.resolve("out"), "own");
  }

  private Sweep sweep(Grid grid) {
    return Sweep.in(spark).grid(grid).series(SmallGrid.ALL_SERIES).into(store());
  }

  /** Errors by network and arm. */
  private Map<String, List<Double>> errors() {
    return ResultTables.TRIALS
        .read(spark, store())
        .where("status = 'COMPLETED'")
        .orderBy("seed")
        .select("architecture", "regulariser", "mae")
        .collectAsList()
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> row.getString(0) + " " + row.getString(1),
                Collectors.mapping(row -> row.getDouble(2), Collectors.toList())));
  }

  /** The own parts do what parts of the library do, so the results are the same. */
  @Test
  void ownPartsGiveTheResultsOfTheLibrarysThatDoTheSame() throws IOException {
    Grid grid =
        grid(
            "rnn, mlp",
            """
            none
            { name = plain, type = pruning }
            { name = own-saliency, type = pruning, saliency { name = power, exponent = 2 } }
            { name = polynomial, type = pruning, schedule { name = polynomial, power = 1 } }
            { name = straight, type = pruning, schedule = straight }
            { name = by-steps, type = pruning, schedule = straight, progress = step }
            """);
    assertThat(sweep(grid).run().completed()).isEqualTo(24);
    Map<String, List<Double>> errors = errors();
    for (String network : List.of("rnn ", "mlp ")) {
      assertThat(errors.get(network + "own-saliency"))
          .hasSize(2)
          .isEqualTo(errors.get(network + "plain"))
          .isNotEqualTo(errors.get(network + "none"));
      assertThat(errors.get(network + "straight"))
          .isEqualTo(errors.get(network + "polynomial"))
          .isNotEqualTo(errors.get(network + "plain"))
          .isNotEqualTo(errors.get(network + "by-steps"));
    }
    // Statistics know them by name.
    Summary summary =
        Summary.of(TrialReader.errors(spark, store(), TrialReader.MAE).get(Protocol.STRICT));
    assertThat(summary.cells().stream().map(one -> one.place().architecture().id()).distinct())
        .containsExactly("rnn", "mlp");
  }

  @Test
  void rowsAsAStructureAreNeurons() throws IOException {
    Grid grid =
        grid(
            "mlp",
            """
            { name = neurons, type = pruning, structure = neurons }
            { name = rows, type = pruning, structure = rows }
            """);
    assertThat(sweep(grid).run().completed()).isEqualTo(4);
    assertThat(errors().get("mlp rows")).isEqualTo(errors().get("mlp neurons"));
  }

  @Test
  void aNameKeepsItsMeaningWithinARun() throws IOException {
    Grid three = grid("{ name = m, type = mlp, width = 3 }", "none");
    assertThat(sweep(three).run().completed()).isEqualTo(2);
    assertThat(sweep(three).run().completed()).isZero();
    assertThat(
            ResultTables.TRIALS
                .read(spark, store())
                .select("architecture", "architecture_settings", "parameters")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" ")))
        // 14 x 3 + 3 and 3 + 1.
        .containsExactly("m {\"type\":\"mlp\",\"version\":\"1\",\"width\":3} 49");
    Grid four = grid("{ name = m, type = mlp, width = 4 }", "none");
    assertThatThrownBy(() -> sweep(four).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was trained with another network of the name 'm', expected another");
  }

  @Test
  void whatATaskCantUseIsRefusedBeforeAnythingIsTrained() throws IOException {
    assertThatThrownBy(() -> sweep(grid("mlp", "none, dropout")).run())
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "arm 'dropout' can't train sine/strict/mlp/7: it has no place for dropout, expected"
                + " NetworkRequest.dropout() in it");
    assertThatThrownBy(
            () -> sweep(grid("{ name = m, type = mlp, widht = 4 }", "none")).plan(2, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("it has no setting 'widht', expected width (did you mean 'width'?)");
    assertThat(store().hasTrials()).isFalse();
    assertThat(sweep(grid("dropping-mlp", "none, dropout, mc-dropout")).plan(2, false).open())
        .isEqualTo(6);
  }

  @Test
  void savedNetworksForecastWhereTheCodeIs() throws Exception {
    Grid grid = grid("dropping-mlp", "synaptic-pruning, mc-dropout");
    SweepResult result =
        sweep(grid).saveModels(SaveModels.ALL, Map.of(SINE, FeatureScaler.none(2))).run();
    assertThat(result.models()).isEqualTo(4);
    assertThat(InferenceTable.setups(spark, store())).isEmpty();
    float[] window = new float[14];
    window[3] = 1;
    for (String id : ids()) {
      Path model = folder.resolve("out/models/run=own").resolve(id);
      double scaled;
      try (Forecaster forecaster = ModelFolder.open(model).forecaster()) {
        scaled = forecaster.forecast(window).mean()[0];
      }
      Criteria<float[], Double> criteria =
          Criteria.builder()
              .setTypes(float[].class, Double.class)
              .optModelPath(model)
              .optTranslatorFactory(new ForecastTranslatorFactory())
              .build();
      try (ZooModel<float[], Double> loaded = criteria.loadModel();
          Predictor<float[], Double> predictor = loaded.newPredictor()) {
        assertThat(predictor.predict(window)).isEqualTo(5 + 2 * scaled);
      }
      try (OwnCodePath nothing = OwnCodePath.in(folder)) {
        assertThat(nothing.jar()).isNotEmpty();
        assertThatThrownBy(() -> ModelFolder.open(model).forecaster())
            .isInstanceOf(BadInputException.class)
            .hasMessage(
                "network 'dropping-mlp' is own code that isn't on the class path, expected its jar"
                    + " in SYNPRUNE_CLASSPATH");
      }
    }
  }

  private List<String> ids() {
    return ResultTables.TRIALS.read(spark, store()).select("trial_id").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
