package org.synprune.jobs.data.text;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Folder;

/** What a file is, by its first bytes: people rename files, and endings come in any case. */
enum Packing {
  /** Text as it is. */
  NONE,
  /** Text packed by gzip. */
  GZIP,
  /** Text packed by bzip2. */
  BZIP2,
  /** Text packed by Zstandard. */
  ZSTD,
  /** A zip archive, one file of which is text that is read. */
  ZIP,
  /** An Excel workbook. */
  XLSX,
  /** A Parquet file. */
  PARQUET;

  /**
   * What a file is, and what of it is read.
   *
   * @param packing what it is
   * @param member whole name of a zip archive's file; empty if it is none
   */
  record Found(Packing packing, String member) {}

  private static final int LOOKED_AT = 8;
  private static final int BUFFER = 1 << 16;

  /** First bytes of files that hold no text, and what they are. */
  private enum Other {
    XLS(
        "an Excel file of the old form, or another of Office before 2007; save it as .xlsx or CSV",
        "\u00D0\u00CF\u0011\u00E0"),
    PDF("a PDF file", "%PDF"),
    HDF("an HDF5 or netCDF file", "\u0089HDF"),
    NETCDF("a netCDF file", "CDF\u0001"),
    SQLITE("a SQLite database", "SQLite"),
    ORC("an ORC file", "ORC\u0003"),
    AVRO("an Avro file", "Obj\u0001"),
    ARROW("an Arrow or Feather file", "ARROW1"),
    NPY("a NumPy file", "\u0093NUMPY"),
    SEVEN("a 7z archive, unpack it", "7z\u00BC\u00AF"),
    RAR("a RAR archive, unpack it", "Rar!"),
    XZ("packed by xz, unpack it", "\u00FD7zXZ"),
    PNG("a PNG picture", "\u0089PNG");

    private final String what;
    private final String magic;

    Other(String what, String magic) {
      this.what = what;
      this.magic = magic;
    }
  }

  /**
   * Looks at a file.
   *
   * @param file the file
   * @param member name of the file that is read of a zip archive, with or without its folders;
   *     empty if it holds only one
   * @return what it is
   * @throws BadInputException if it is of a known form that can't be read
   * @throws IOException if the store can't be read
   */
  static Found of(Folder file, String member) throws IOException {
    byte[] first;
    try (InputStream in = file.storage().open(file.path())) {
      first = in.readNBytes(LOOKED_AT);
    }
    for (Other other : Other.values()) {
      if (begins(first, other.magic)) {
        boolean told = other.what.indexOf(',') >= 0 || other == Other.XLS;
        throw new BadInputException(
            file + ": is " + other.what + (told ? "" : ", expected text, Excel or Parquet"));
      }
    }
    if (begins(first, "\u001F\u008B")) {
      return new Found(GZIP, "");
    } else if (begins(first, "BZh")) {
      return new Found(BZIP2, "");
    } else if (begins(first, "(\u00B5/\u00FD")) {
      return new Found(ZSTD, "");
    } else if (begins(first, "PAR1")) {
      return new Found(PARQUET, "");
    } else if (begins(first, "PK\u0003\u0004") || begins(first, "PK\u0005\u0006")) {
      return archive(file, member);
    }
    return new Found(NONE, "");
  }

  private static boolean begins(byte[] first, String magic) {
    return new String(first, StandardCharsets.ISO_8859_1).startsWith(magic);
  }

  private static Found archive(Folder file, String member) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = zip(file)) {
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        if (entry.getName().startsWith("xl/")) {
          return new Found(XLSX, "");
        }
        if (entry.getName().equals("META-INF/manifest.xml")) {
          throw new BadInputException(file + ": is an OpenDocument file; save it as .xlsx or CSV");
        }
        if (holdsRows(entry)) {
          names.add(entry.getName());
        }
      }
    } catch (ZipException | java.io.EOFException e) {
      throw new BadInputException(
          file + ": is a damaged zip archive: " + e.getMessage() + ", expected a whole one", e);
    }
    List<String> wanted = names.contains(member) ? List.of(member) : ending(names, member);
    if (wanted.size() == 1) {
      return new Found(ZIP, wanted.get(0));
    }
    String several = "is a zip archive of " + names.size() + " files";
    if (names.isEmpty()) {
      throw new BadInputException(file + ": " + several + ", expected one");
    } else if (member.isEmpty()) {
      throw new BadInputException(
          file
              + ": "
              + several
              + " "
              + shown(names)
              + ", expected 'member' (init: --member) to name one of them");
    }
    throw new BadInputException(
        file
            + ": "
            + several
            + " "
            + shown(names)
            + ", "
            + (wanted.isEmpty() ? "none of which is" : "several of which are")
            + " member '"
            + member
            + "'");
  }

  private static String shown(List<String> names) {
    int shown = 5;
    List<String> few = new ArrayList<>(names.subList(0, Math.min(shown, names.size())));
    if (names.size() > shown) {
      few.add("...");
    }
    return "(" + String.join(", ", few) + ")";
  }

  /** Names in archives are in any character set: in this one each byte is a character. */
  private static ZipInputStream zip(Folder file) throws IOException {
    return new ZipInputStream(
        new BufferedInputStream(file.storage().open(file.path()), BUFFER),
        StandardCharsets.ISO_8859_1);
  }

  private static @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (IllegalArgumentException e) {
      throw new ZipException("a name in it can't be read");
    }
  }

  /** Not folders, and not what macOS and editors leave in archives. */
  private static boolean holdsRows(ZipEntry entry) {
    List<String> path = Arrays.asList(entry.getName().split("/"));
    return !entry.isDirectory()
        && !path.contains("__MACOSX")
        && !path.get(path.size() - 1).startsWith(".");
  }

  /** Those of a name, whatever folders they are in; all if it is empty. */
  private static List<String> ending(List<String> names, String member) {
    return names.stream().filter(name -> member.isEmpty() || name.endsWith("/" + member)).toList();
  }

  /**
   * Opens a file's text.
   *
   * @param file the file
   * @param member whole name of the file that is read of a zip archive
   * @return its bytes, unpacked; to be closed
   * @throws IOException if it can't be read or unpacked
   */
  InputStream open(Folder file, String member) throws IOException {
    if (this == ZIP) {
      ZipInputStream zip = zip(file);
      ZipEntry entry = next(zip);
      while (entry != null && !entry.getName().equals(member)) {
        entry = next(zip);
      }
      return zip;
    }
    InputStream bytes = file.storage().open(file.path());
    try {
      return switch (this) {
        case GZIP -> new GZIPInputStream(bytes, BUFFER);
        case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(bytes, BUFFER), true);
        case ZSTD -> new Reported(new ZstdInputStream(new BufferedInputStream(bytes, BUFFER)));
        default -> bytes;
      };
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Whether Hadoop unpacks it alike when it reads lines: it goes by the name's ending. */
  boolean isHadoops(String name) {
    return switch (this) {
      case NONE -> !name.matches(".*[.](gz|bz2|deflate|snappy|lz4|zst)");
      case GZIP -> name.endsWith(".gz");
      default -> false;
    };
  }

  /** Zstandard's library throws what isn't an IOException where data are damaged. */
  private static final class Reported extends FilterInputStream {

    Reported(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return super.read(bytes, from, length);
      } catch (RuntimeException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
