package org.synprune.jobs.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.build.Blocks;
import org.synprune.jobs.data.build.Chunk;
import org.synprune.jobs.data.build.ChunkSummary;
import org.synprune.jobs.data.build.Features;
import org.synprune.jobs.data.build.Filler;
import org.synprune.jobs.data.build.Fit;
import org.synprune.jobs.data.build.Layout;
import org.synprune.jobs.data.build.Plan;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.store.Manifest;
import org.synprune.jobs.data.store.PreparedSeries;
import org.synprune.jobs.data.store.SeriesSchema;
import org.synprune.jobs.data.store.SeriesWriter;
import org.synprune.jobs.data.text.BadLines;
import org.synprune.jobs.data.text.LineTyper;
import org.synprune.jobs.data.text.RawFile;
import org.synprune.jobs.data.text.RawRows;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.grid.Protocol;

/**
 * One run of {@link Prepare}: read (one pass over the text), summarize, fit the scaler, write. Each
 * pass after the first goes over typed chunks in Spark's cache; between passes the driver sees a
 * summary of each chunk.
 */
record Preparation(
    Supplier<JavaSparkContext> session,
    DatasetConf dataset,
    Recipe recipe,
    Path data,
    Path root,
    int maxLookback,
    int blockSteps,
    OptionalInt partitions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  PreparedSeries run() {
    RawFile file = RawFile.find(dataset, data);
    FileHash hash = FileHash.start(file.path());
    try {
      return run(file, hash);
    } finally {
      hash.stop();
    }
  }

  private PreparedSeries run(RawFile file, FileHash hash) {
    String text = recipe(dataset, recipe, file.source(), maxLookback, blockSteps);
    Path folder = root.resolve(dataset.name()).resolve(recipe.protocol().id());
    Optional<Manifest> before = Manifest.find(folder);
    if (before.isPresent() && before.get().madeOf(text, hash.hex())) {
      return before.get().prepared(folder, true);
    }
    JavaSparkContext spark = session.get();
    JavaRDD<Chunk> chunks =
        RawRows.read(
            spark,
            dataset,
            file,
            recipe.keepBlankRows(),
            blockSteps,
            partitions.orElse(2 * spark.defaultParallelism()));
    chunks.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return make(spark, file, chunks, hash, text, folder);
    } finally {
      // Waits: a session that ends while blocks are being dropped complains.
      chunks.unpersist(true);
      describe(spark, null);
    }
  }

  /** Everything that decides what is made of a file. */
  private static String recipe(
      DatasetConf dataset, Recipe recipe, Source source, int maxLookback, int block) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", dataset.name());
    all.put("resolution", dataset.resolution().text());
    all.put("columns", dataset.columns());
    all.put("categories", dataset.categories());
    all.put("target", dataset.target());
    all.put("newest-rows", dataset.newestRows());
    all.put("max-fill", dataset.maxFill());
    all.put("min-share", dataset.minShare());
    all.put("source", source);
    all.put("recipe", recipe);
    all.put("max-lookback", maxLookback);
    all.put("block-steps", block);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private PreparedSeries make(
      JavaSparkContext spark,
      RawFile file,
      JavaRDD<Chunk> chunks,
      FileHash hash,
      String text,
      Path folder) {
    int reachBack = recipe.maxLag() + maxLookback - 1;
    Filler filler = new Filler(dataset, recipe);
    int reachAhead = recipe.maxLead();
    describe(spark, "reading " + file.path().getFileName());
    List<ChunkSummary> summaries =
        new ArrayList<>(
            chunks.map(chunk -> filler.summarize(chunk, reachAhead, reachBack)).collect());
    summaries.sort(Comparator.comparingLong(ChunkSummary::id));
    Chunk.RawCounts counts = Chunk.RawCounts.none(dataset.columns().size());
    for (ChunkSummary summary : summaries) {
      counts = counts.plus(summary.counts());
    }
    check(file, counts);
    Plan plan =
        Plan.of(
            summaries,
            filler,
            recipe.protocol() == Protocol.PAPER,
            reachBack,
            reachAhead,
            dataset.columns().size());
    Layout layout = layout(file, plan);
    Features features = new Features(dataset, recipe, layout);
    Broadcast<Plan> shared = spark.broadcast(plan);
    try {
      describe(spark, "fitting the scaler");
      Fit fit = Fit.of(chunks, filler, features, layout, shared);
      SeriesWriter writer =
          new SeriesWriter(
              folder, SeriesSchema.of(dataset.target(), recipe.features(dataset.target())));
      describe(spark, "writing " + folder);
      Blocks blocks = new Blocks(filler, features, layout, shared, fit.scaler(), maxLookback - 1);
      Manifest manifest = manifest(file, counts, plan, layout, fit, hash.hex(), text);
      writer.write(chunks.flatMap(blocks::of), manifest);
      return manifest.prepared(folder, false);
    } finally {
      shared.destroy();
    }
  }

  /** Refuses what can't be read, naming the line. */
  private void check(RawFile file, Chunk.RawCounts counts) {
    if (counts.bad() > 0) {
      throw new BadLines(file, new LineTyper(dataset, file)).firstBad();
    }
    if (counts.duplicated().isPresent()) {
      throw new BadLines(file, new LineTyper(dataset, file))
          .duplicate(counts.duplicated().getAsLong());
    }
    if (counts.rows() == 0) {
      throw new BadInputException(file.path() + ": no rows, expected some below the column names");
    }
    for (int c = 0; c < dataset.columns().size(); c++) {
      String column = dataset.columns().get(c);
      boolean used = recipe.rawColumns().contains(column) || column.equals(dataset.target());
      if (used && counts.missing()[c] == counts.rows()) {
        throw new BadInputException(
            file.path()
                + ", column '"
                + column
                + "': missing in all "
                + counts.rows()
                + " rows, expected some measured values");
      }
    }
  }

  private Layout layout(RawFile file, Plan plan) {
    boolean drop = recipe.edges() == Recipe.Edges.DROP;
    int head = drop ? recipe.maxLag() : 0;
    int tail = drop ? recipe.maxLead() : 0;
    long skip = dataset.newestRows() == 0 ? 0 : Math.max(0, plan.steps() - dataset.newestRows());
    long rows = plan.steps() - skip - head - tail;
    if (rows > Integer.MAX_VALUE) {
      throw new BadInputException(
          file.path() + ": " + rows + " rows, expected at most " + Integer.MAX_VALUE);
    }
    int count = (int) Math.max(0, rows);
    boolean strict = recipe.protocol() == Protocol.STRICT;
    // In whole numbers: 0.8 * n in floating point may fall just below the whole number meant.
    int trainEnd = strict ? (int) (count * 64L / 100) : count;
    int validationEnd = strict ? (int) (count * 80L / 100) : count;
    // Under the paper's protocol the first 80 % train, whatever the lookback.
    int shortest = strict ? trainEnd : (int) (count * 80L / 100);
    if (shortest <= maxLookback) {
      throw new BadInputException(
          file.path()
              + ": "
              + count
              + " rows leave "
              + shortest
              + " train rows, expected more than the longest lookback of "
              + maxLookback);
    }
    // Two train rows take four rows in all, so no split is empty from here on.
    return new Layout(skip, plan.steps(), head, tail, trainEnd, validationEnd);
  }

  private Manifest manifest(
      RawFile file,
      Chunk.RawCounts counts,
      Plan plan,
      Layout layout,
      Fit fit,
      String sha256,
      String text) {
    Map<String, Long> missing = new LinkedHashMap<>();
    for (int c = 0; c < dataset.columns().size(); c++) {
      missing.put(dataset.columns().get(c), counts.missing()[c]);
    }
    List<String> names = recipe.features(dataset.target());
    Map<String, Manifest.Scale> scaler = new LinkedHashMap<>();
    for (int c = 0; c <= names.size(); c++) {
      scaler.put(
          c == names.size() ? SeriesSchema.TARGET : names.get(c),
          new Manifest.Scale(fit.scaler().mean()[c], fit.scaler().sd()[c]));
    }
    return new Manifest(
        Manifest.FORMAT_VERSION,
        dataset.name(),
        recipe.protocol().id(),
        text,
        file.path().getFileName().toString(),
        sha256,
        counts.rows(),
        counts.blank(),
        missing,
        layout.rows(),
        fit.segments(),
        fit.unobserved(),
        dataset.target(),
        dataset.resolution().text(),
        maxLookback,
        plan.chunks().size(),
        layout.trainEnd(),
        layout.validationEnd(),
        recipe.table(dataset.target()),
        names,
        scaler);
  }

  private void describe(JavaSparkContext spark, String what) {
    spark.sc().setJobDescription(what == null ? null : "prepare " + dataset.name() + ": " + what);
  }
}
