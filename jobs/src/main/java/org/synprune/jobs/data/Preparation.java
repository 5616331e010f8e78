package org.synprune.jobs.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.data.build.Averager;
import org.synprune.jobs.data.build.ChunkContexts;
import org.synprune.jobs.data.build.ChunkSummary;
import org.synprune.jobs.data.build.Features;
import org.synprune.jobs.data.build.FittedScaler;
import org.synprune.jobs.data.build.GapFiller;
import org.synprune.jobs.data.build.RowChunk;
import org.synprune.jobs.data.build.SeriesBlocks;
import org.synprune.jobs.data.build.SplitBounds;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.generate.TruthFile;
import org.synprune.jobs.data.store.Manifest;
import org.synprune.jobs.data.store.SeriesSchema;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.SeriesWriter;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.data.text.BadLines;
import org.synprune.jobs.data.text.LineTyper;
import org.synprune.jobs.data.text.RawFile;
import org.synprune.jobs.data.text.RawRows;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.storage.Folder;

/**
 * One run of {@link Prepare}: reads the text once, summarizes the chunks, fits the scaler and
 * writes the series. Each pass after the first goes over typed chunks in Spark's cache; between
 * passes the driver sees a summary of each chunk.
 *
 * @param session gives the session, if there is something to make
 * @param dataset the data set
 * @param recipe its recipe for the protocol
 * @param data the folder of the raw file
 * @param root the folder of all series
 * @param maxLookback the longest lookback provided for, in rows
 * @param blockSteps steps of the raw file in a chunk
 * @param partitions tasks that share the chunks, null for Spark's default
 */
record Preparation(
    Supplier<JavaSparkContext> session,
    DatasetConf dataset,
    Recipe recipe,
    Folder data,
    Folder root,
    int maxLookback,
    int blockSteps,
    @Nullable Integer partitions) {

  /** Where the series belongs. */
  Folder target() {
    return SeriesStore.folder(root, dataset.name(), recipe.protocol());
  }

  /** Finds the series in its place, or stores its rows there without publishing it. */
  SeriesUpdate.One run() {
    RawFile file = RawFile.find(dataset, data);
    FileHash hash = FileHash.start(file.path().toString(), file::bytes);
    try {
      return run(file, hash);
    } finally {
      hash.stop();
    }
  }

  private SeriesUpdate.One run(RawFile file, FileHash hash) {
    String text = RecipeText.of(dataset, recipe, file.source(), maxLookback, blockSteps);
    Folder target = target();
    Optional<StoredSeries> before = StoredSeries.find(target);
    if (before.isPresent() && before.get().manifest().madeOf(text, hash.hex())) {
      boolean generated = TruthFile.marksAsGenerated(file.path(), hash.hex());
      return new SeriesUpdate.One(before.get().marked(generated, dataset.season()), true, true);
    }
    JavaSparkContext spark = session.get();
    try (CachedChunks chunks = chunks(spark, file)) {
      return new SeriesUpdate.One(make(spark, file, chunks, hash, text, target), false, false);
    }
  }

  private CachedChunks chunks(JavaSparkContext spark, RawFile file) {
    Resolution step = file.source().step();
    boolean same = step.stepMillis() == dataset.resolution().stepMillis();
    int tasks = spark.defaultParallelism();
    return new CachedChunks(
        RawRows.read(spark, dataset, file, recipe.keepBlankRows(), blockSteps),
        same || !dataset.resolution().regular()
            ? null
            : new Averager(step, dataset.resolution(), dataset.minShare()),
        partitions != null ? partitions : tasks,
        partitions != null ? partitions : 2 * tasks);
  }

  private StoredSeries make(
      JavaSparkContext spark,
      RawFile file,
      CachedChunks chunks,
      FileHash hash,
      String text,
      Folder target) {
    int reachBack = recipe.maxLag() + maxLookback - 1;
    GapFiller filler = new GapFiller(dataset, recipe);
    int reachAhead = recipe.maxLead();
    List<ChunkSummary> summaries =
        during(
            spark,
            "reading " + file.path().name(),
            file.path() + ": can't be read: ",
            () -> chunks.summarize(chunk -> filler.summarize(chunk, reachAhead, reachBack)));
    RowChunk.RawCounts counts = RowChunk.RawCounts.none(dataset.columns().size());
    for (ChunkSummary summary : summaries) {
      counts = counts.plus(summary.counts());
    }
    check(file, counts);
    ChunkContexts contexts =
        ChunkContexts.of(
            summaries,
            filler,
            recipe.protocol() == Protocol.PAPER,
            reachBack,
            reachAhead,
            dataset.columns().size());
    SplitBounds bounds = bounds(file, contexts);
    Features features = new Features(dataset, recipe, bounds);
    Broadcast<ChunkContexts> shared = spark.broadcast(contexts);
    try {
      FittedScaler fitted =
          during(
              spark,
              "fitting the scaler",
              file.path() + ": can't be read: ",
              () -> FittedScaler.of(chunks.whole(), filler, features, bounds, shared));
      SeriesBlocks blocks =
          new SeriesBlocks(filler, features, bounds, shared, fitted.scaler(), maxLookback - 1);
      Manifest manifest = manifest(file, counts, contexts, bounds, fitted, hash.hex(), text);
      // Not before the input is known to be good: a refused one leaves nothing behind.
      StoredSeries stored = new StoredSeries(target, manifest);
      SeriesWriter writer =
          new SeriesWriter(SeriesSchema.of(dataset.target(), recipe.features(dataset.target())));
      during(
          spark,
          "writing the series",
          target + ": can't be written: ",
          () -> {
            writer.write(stored.rows(), chunks.whole().map(blocks::of));
            return stored;
          });
      return stored;
    } finally {
      shared.destroy();
    }
  }

  private <T> T during(JavaSparkContext spark, String what, String failure, Callable<T> work) {
    return JobDescription.during(
        spark.sc(),
        "prepare " + dataset.name() + ": " + what,
        () -> {
          try {
            return work.call();
          } catch (Exception e) {
            throw failed(failure, e);
          }
        });
  }

  /** What a store did in a task, or here, is said in a sentence; all else is a bug. */
  private static RuntimeException failed(String failure, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new BadInputException(failure + cause.getMessage(), e);
      }
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }

  /** Refuses files with bad or missing content, naming the line or the column. */
  private void check(RawFile file, RowChunk.RawCounts counts) {
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

  private SplitBounds bounds(RawFile file, ChunkContexts contexts) {
    boolean drop = recipe.edges() == Recipe.Edges.DROP;
    int head = drop ? recipe.maxLag() : 0;
    int tail = drop ? recipe.maxLead() : 0;
    long skip =
        dataset.newestRows() == 0 ? 0 : Math.max(0, contexts.steps() - dataset.newestRows());
    long rows = contexts.steps() - skip - head - tail;
    if (rows > Integer.MAX_VALUE) {
      throw new BadInputException(
          file.path() + ": " + rows + " rows, expected at most " + Integer.MAX_VALUE);
    }
    int count = (int) Math.max(0, rows);
    boolean strict = recipe.protocol().causal();
    // In whole numbers, because 0.8 * n in floating point may fall just below the right number.
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
    // With two train rows there are at least four rows, so that no split is empty.
    return new SplitBounds(skip, contexts.steps(), head, tail, trainEnd, validationEnd);
  }

  private Manifest manifest(
      RawFile file,
      RowChunk.RawCounts counts,
      ChunkContexts contexts,
      SplitBounds bounds,
      FittedScaler fitted,
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
          new Manifest.Scale(fitted.scaler().mean()[c], fitted.scaler().sd()[c]));
    }
    return new Manifest(
        Manifest.FORMAT_VERSION,
        dataset.name(),
        recipe.protocol().id(),
        text,
        file.path().name(),
        sha256,
        counts.rows(),
        counts.blank(),
        missing,
        bounds.rows(),
        fitted.segments(),
        fitted.unobserved(),
        dataset.target(),
        dataset.resolution().text(),
        maxLookback,
        contexts.chunks().size(),
        bounds.trainEnd(),
        bounds.validationEnd(),
        recipe.table(dataset.target()),
        names,
        scaler,
        TruthFile.marksAsGenerated(file.path(), sha256),
        dataset.season(),
        StoredSeries.newRows(),
        null);
  }
}
