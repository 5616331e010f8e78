package org.synprune.jobs.data.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.files.FileHash;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;
import org.synprune.jobs.storage.StorageFailure;

/**
 * Generates raw files in the form of a real data set, quirks included, with a known lowest error:
 *
 * <pre>{@code
 * GeneratedTruth truth = Generator.of("power").rows(2_075_259).seed(7).to(file);
 * }</pre>
 *
 * <p>Rows are written as they are drawn, so memory doesn't grow with them, except for {@code
 * bitcoin}, whose newest row comes first. The same seed writes the same bytes.
 */
public final class Generator {

  private static final Map<String, RawForm> FORMS =
      new TreeMap<>(
          Map.of(
              "air-quality", new AirQualityForm(),
              "bitcoin", DailyForm.BITCOIN,
              "power", new PowerForm("power", "1h"),
              "power-minute", new PowerForm("power-minute", "1m"),
              "sp500", DailyForm.SP500));

  private final RawForm form;
  private long rows;
  private long seed = 42;

  private Generator(RawForm form) {
    this.form = form;
    this.rows = form.defaultRows();
  }

  /**
   * The data sets whose form can be written.
   *
   * @return their names, sorted
   */
  public static List<String> datasets() {
    return List.copyOf(FORMS.keySet());
  }

  /**
   * Starts a generator.
   *
   * @param dataset one of {@link #datasets()}
   * @return the generator, with the data set's own number of rows and seed 42
   * @throws BadInputException if there is no such form
   */
  public static Generator of(String dataset) {
    RawForm form = FORMS.get(dataset);
    if (form == null) {
      throw new BadInputException(
          "no generator for the data set '"
              + dataset
              + "', expected one of "
              + String.join(", ", FORMS.keySet()));
    }
    return new Generator(form);
  }

  /**
   * Sets how many rows to write.
   *
   * @param count 1 or more
   * @return this
   * @throws BadInputException if it is less than 1, or more than the form has dates for
   */
  public Generator rows(long count) {
    if (count < 1 || count > form.mostRows()) {
      throw new BadInputException("rows is " + count + ", expected 1 to " + form.mostRows());
    }
    this.rows = count;
    return this;
  }

  /**
   * Sets the seed of the random numbers; the same seed writes the same bytes.
   *
   * @param value any number
   * @return this
   */
  public Generator seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * The name of the file under which {@code prepare} looks for this data set first.
   *
   * @return a file name
   */
  public String fileName() {
    return form.fileName();
  }

  /**
   * Whether a file was once generated: it may be replaced by a generated one.
   *
   * @param file where to look
   * @return true if it has a truth file beside it
   */
  public static boolean made(Folder file) {
    return TruthFile.isBeside(file);
  }

  /**
   * Whether a file is what {@link #to} would write: made with the same rows and seed, and unchanged
   * since.
   *
   * @param file where to look
   * @return true if there is nothing to write
   */
  public boolean wrote(Folder file) {
    try {
      String sha256 = FileHash.of(() -> file.storage().open(file.path()));
      Optional<JsonNode> made = TruthFile.find(file, sha256);
      return made.isPresent()
          && made.get().path("rows").asLong() == rows
          && made.get().path("seed").asLong() == seed;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes a file of this machine, as {@link #to(Folder)} does.
   *
   * @param file where to; gzip if the name ends in {@code .gz}
   * @return what is known of it
   * @throws BadInputException if the file can't be written; an earlier one is unchanged then
   */
  public GeneratedTruth to(Path file) {
    return to(Folder.local(file));
  }

  /**
   * Writes the file, and {@code FILE.truth.json} beside it. Until both are complete the earlier
   * ones stay.
   *
   * @param file where to, on any store; gzip if the name ends in {@code .gz}
   * @return what is known of it
   * @throws BadInputException if the file can't be written; an earlier one is unchanged then
   */
  public GeneratedTruth to(Folder file) {
    List<Written> written = new ArrayList<>();
    try {
      // An object store would take a file of a folder's name, and the folder be seen no more.
      if (file.storage().find(file.path()).filter(Storage.Entry::folder).isPresent()) {
        throw new BadInputException(file + ": is a folder, expected a file to write");
      }
      try {
        file.storage()
            .publish(file.path(), file.path().getParent(), out -> written.add(writeTo(out, file)));
      } catch (IOException | RuntimeException | Error e) {
        for (Written one : written) {
          withdrawAfter(e, file, one);
        }
        throw e;
      }
      Written last = written.get(written.size() - 1);
      TruthFile.confirm(file, last.truth(), last.sha256());
      return last.truth();
    } catch (IOException e) {
      throw new BadInputException(file + ": can't be written: " + StorageFailure.sentence(e), e);
    }
  }

  /** What was written: its truth, and the hash of its bytes. */
  private record Written(GeneratedTruth truth, String sha256) {}

  /** Writes all bytes, and announces what is known of them before they are put in their place. */
  private Written writeTo(OutputStream out, Folder file) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    OutputStream hashed = new BufferedOutputStream(new DigestOutputStream(out, digest), 1 << 16);
    GZIPOutputStream zipped =
        file.name().endsWith(".gz") ? new GZIPOutputStream(hashed, 1 << 16) : null;
    Writer text =
        new BufferedWriter(
            new OutputStreamWriter(zipped == null ? hashed : zipped, StandardCharsets.UTF_8),
            1 << 16);
    GeneratedTruth truth = form.write(text, rows, seed);
    text.flush();
    if (zipped != null) {
      zipped.finish();
    }
    hashed.flush();
    Written written = new Written(truth, Hex.encodeHexString(digest.digest()));
    TruthFile.announce(file, truth, written.sha256());
    return written;
  }

  private static void withdrawAfter(Throwable failure, Folder file, Written written) {
    try {
      TruthFile.withdraw(file, written.sha256());
    } catch (IOException | RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }
}
