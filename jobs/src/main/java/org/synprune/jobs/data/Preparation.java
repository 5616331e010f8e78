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
import org.synprune.jobs.data.build.RawCounts;
import org.synprune.jobs.data.build.RowMerger;
import org.synprune.jobs.data.build.SeriesBlocks;
import org.synprune.jobs.data.build.SplitBounds;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Recipe;
import org.synprune.jobs.data.conf.Resolution;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.data.conf.TimeRules;
import org.synprune.jobs.data.generate.TruthFile;
import org.synprune.jobs.data.store.Manifest;
import org.synprune.jobs.data.store.SeriesSchema;
import org.synprune.jobs.data.store.SeriesStore;
import org.synprune.jobs.data.store.SeriesWriter;
import org.synprune.jobs.data.store.StoredSeries;
import org.synprune.jobs.data.text.RawFile;
import org.synprune.jobs.data.text.RawRows;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.grid.Protocol;
import org.synprune.jobs.spark.JobDescription;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.StorageFailure;

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
 * @param needed the longest lookback that has to be provided for where rows are too few for that
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
    int needed,
    int blockSteps,
    @Nullable Integer partitions) {

  private static final String UNREADABLE = ": can't be read: ";

  /** Where the series belongs. */
  Folder target() {
    return SeriesStore.folder(root, dataset.name(), recipe.protocol());
  }

  /** Finds the series in its place, or stores its rows there without publishing it. */
  SeriesUpdate.One run() {
    RawFile file = RawFile.find(dataset, data);
    FileHash hash = FileHash.start(file.where(), file::bytes);
    try {
      return run(file, hash);
    } finally {
      hash.stop();
    }
  }

  private SeriesUpdate.One run(RawFile file, FileHash hash) {
    String text = RecipeText.of(dataset, recipe, file.source(), maxLookback, blockSteps);
    Optional<StoredSeries> before = StoredSeries.find(target());
    if (before.isPresent() && before.get().manifest().madeOf(text, hash.hex())) {
      boolean generated = TruthFile.marksAsGenerated(file.path(), hash.hex());
      return new SeriesUpdate.One(before.get().marked(generated, dataset.season()), true, true);
    }
    RawRows rows =
        failing(file.where() + UNREADABLE, () -> RawRows.of(session.get(), dataset, file));
    return make(rows, hash, text);
  }

  /** The same for the lookbacks that are needed only. */
  private Preparation shorter() {
    return new Preparation(
        session, dataset, recipe, data, root, needed, needed, blockSteps, partitions);
  }

  private SeriesUpdate.One make(RawRows rows, FileHash hash, String text) {
    try (CachedChunks chunks = chunks(rows)) {
      Optional<SeriesUpdate.One> made = make(rows, chunks, hash, text);
      if (made.isPresent()) {
        return made.get();
      }
    }
    // A quote isn't closed on its line.
    try (CachedChunks chunks = chunks(rows.byRecords())) {
      return make(rows.byRecords(), chunks, hash, text).orElseThrow();
    }
  }

  private CachedChunks chunks(RawRows rows) {
    Source source = rows.file().source();
    Resolution step = source.step();
    boolean same =
        !dataset.resolution().regular()
            || step.text().equals(dataset.resolution().text())
            || step.grid().equals(dataset.resolution().grid());
    Averager averager =
        same ? null : new Averager(rows.axis(), step.stepMillis(), dataset.minShare());
    boolean once =
        source.times().duplicates() == TimeRules.Duplicates.ERROR
            && source.layout().pivot() == null;
    RowMerger merger = new RowMerger(source.times().duplicates(), source.layout().pivot() != null);
    int tasks = rows.spark().defaultParallelism();
    return new CachedChunks(
        rows.chunks(recipe.keepBlankRows(), blockSteps),
        once
            ? averager == null ? null : averager::average
            : averager == null ? merger::merge : chunk -> averager.average(merger.merge(chunk)),
        partitions != null ? partitions : tasks,
        partitions != null ? partitions : 2 * tasks);
  }

  /** Empty if the rows have to be read record by record. */
  private Optional<SeriesUpdate.One> make(
      RawRows rows, CachedChunks chunks, FileHash hash, String text) {
    JavaSparkContext spark = rows.spark();
    RawFile file = rows.file();
    int reachBack = recipe.maxLag() + maxLookback - 1;
    GapFiller filler = new GapFiller(dataset, recipe, rows.kept());
    int reachAhead = recipe.maxLead();
    List<ChunkSummary> summaries =
        during(
            spark,
            "reading " + file.name(),
            file.where() + UNREADABLE,
            () -> chunks.summarize(chunk -> filler.summarize(chunk, reachAhead, reachBack)));
    RawCounts counts = RawCounts.none(dataset.columns().size());
    for (ChunkSummary summary : summaries) {
      counts = counts.plus(summary.counts());
    }
    if (!new InputCheck(dataset, recipe, rows).accepts(counts)) {
      return Optional.empty();
    }
    ChunkContexts contexts =
        ChunkContexts.of(
            summaries,
            filler,
            recipe.protocol() == Protocol.PAPER,
            reachBack,
            reachAhead,
            dataset.columns().size());
    if (needed < maxLookback
        && !SplitBounds.suffice(dataset, recipe, contexts.steps(), maxLookback)) {
      return Optional.of(shorter().run());
    }
    SplitBounds bounds =
        SplitBounds.of(file.where(), dataset, recipe, contexts.steps(), maxLookback);
    String zone = file.source().calendarZone(dataset.resolution());
    Features features = new Features(dataset, recipe, bounds, zone);
    Broadcast<ChunkContexts> shared = spark.broadcast(contexts);
    try {
      FittedScaler fitted =
          during(
              spark,
              "fitting the scaler",
              file.where() + UNREADABLE,
              () -> FittedScaler.of(chunks.whole(), filler, features, bounds, shared));
      List<String> warnings =
          new SeriesWarnings(dataset, recipe, rows).of(counts, summaries, bounds, fitted);
      SeriesBlocks blocks =
          new SeriesBlocks(filler, features, bounds, shared, fitted.scaler(), maxLookback - 1);
      Manifest manifest =
          manifest(file, counts, contexts, bounds, fitted, hash.hex(), text, warnings);
      // Not before the input is known to be good: a refused one leaves nothing behind.
      StoredSeries stored = new StoredSeries(target(), manifest);
      SeriesWriter writer =
          new SeriesWriter(SeriesSchema.of(dataset.target(), recipe.features(dataset.target())));
      during(
          spark,
          "writing the series",
          target() + ": can't be written: ",
          () -> {
            writer.write(stored.rows(), chunks.whole().map(blocks::of));
            return stored;
          });
      return Optional.of(new SeriesUpdate.One(stored, false, false));
    } finally {
      shared.destroy();
    }
  }

  private <T> T during(JavaSparkContext spark, String what, String failure, Callable<T> work) {
    return JobDescription.during(
        spark.sc(), "prepare " + dataset.name() + ": " + what, () -> failing(failure, work));
  }

  private static <T> T failing(String failure, Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw failed(failure, e);
    }
  }

  /** What a store did in a task, or here, is said in a sentence; all else is a bug. */
  private static RuntimeException failed(String failure, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException bad) {
        return bad;
      }
      if (cause instanceof IOException) {
        return new BadInputException(failure + StorageFailure.sentence(cause), e);
      }
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }

  private Manifest manifest(
      RawFile file,
      RawCounts counts,
      ChunkContexts contexts,
      SplitBounds bounds,
      FittedScaler fitted,
      String sha256,
      String text,
      List<String> warnings) {
    Map<String, Long> missing = new LinkedHashMap<>();
    for (int c = 0; c < dataset.columns().size(); c++) {
      missing.put(dataset.columns().get(c), counts.missing()[c]);
    }
    List<String> names = SeriesSchema.columns(dataset.target(), recipe.features(dataset.target()));
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
        file.name(),
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
        recipe.features(dataset.target()),
        scaler,
        TruthFile.marksAsGenerated(file.path(), sha256),
        dataset.season(),
        StoredSeries.newRows(),
        null,
        warnings);
  }
}
