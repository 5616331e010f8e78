package org.synprune.jobs.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.commons.codec.binary.Hex;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.storage.Folder;
import org.synprune.jobs.storage.Storage;

/**
 * One file of rows.
 *
 * @param path the file
 * @param packing what it is
 * @param member whole name of the file that is read of a zip archive; empty if it is none
 * @param charset name of its character set, by its byte order mark or as the source says
 * @param header its column names in order, without invisible characters around them
 */
record RawPart(Folder path, Packing packing, String member, String charset, List<String> header)
    implements Serializable {

  private static final int BUFFER = 1 << 16;
  private static final int MARK = 3;

  RawPart {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(packing, "packing");
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(charset, "charset");
    header = List.copyOf(header);
  }

  /** Looks at a file whose column names aren't known yet. */
  static RawPart of(Folder path, Source source) throws IOException {
    Packing.Found found = Packing.of(path, source.layout().within().member());
    Packing packing = found.packing();
    String charset = source.format().charset();
    if (packing != Packing.XLSX && packing != Packing.PARQUET) {
      try (InputStream in = packing.open(path, found.member())) {
        charset = marked(in.readNBytes(MARK), charset);
      }
    }
    return new RawPart(path, packing, found.member(), charset, List.of());
  }

  private static String marked(byte[] first, String otherwise) {
    String hex = Hex.encodeHexString(first);
    if (hex.equals("efbbbf")) {
      return StandardCharsets.UTF_8.name();
    }
    return hex.startsWith("fffe")
        ? StandardCharsets.UTF_16LE.name()
        : hex.startsWith("feff") ? StandardCharsets.UTF_16BE.name() : otherwise;
  }

  RawPart named(List<String> columns) {
    return new RawPart(path, packing, member, charset, columns);
  }

  /** Opens the text, unpacked and without its byte order mark. */
  BufferedReader reader() throws IOException {
    InputStream bytes = packing.open(path, member);
    try {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(bytes, Charset.forName(charset)), BUFFER);
      reader.mark(1);
      if (reader.read() != '\uFEFF') {
        reader.reset();
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Its size in bytes, as it is stored. */
  long size() throws IOException {
    return path.storage().find(path.path()).map(Storage.Entry::bytes).orElse(0L);
  }
}
