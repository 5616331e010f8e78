package org.synprune.jobs.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.StorageFailure;

/**
 * Finds HOCON files by name: first in a folder on disk, then among those built into the program.
 *
 * @param folder the user's {@code conf} folder, null if there is none
 */
public record ConfFolder(@Nullable Path folder) {

  private static final ConfigParseOptions STRICT =
      ConfigParseOptions.defaults().setAllowMissing(false);

  private static final String EXTENSION = ".conf";

  /** Where the jar keeps the files of the source folder {@code conf}. */
  private static final String BUILT_IN = "conf/";

  /**
   * The folder named by the system property {@code synprune.conf}, which the launcher sets; without
   * it only the built-in files are found.
   *
   * @return the folder in use
   */
  public static ConfFolder ofSystem() {
    String folder = System.getProperty("synprune.conf");
    return new ConfFolder(folder == null ? null : Path.of(folder));
  }

  /**
   * Reads {@code kind/name.conf}, or a file at a path of its own where the name ends in {@code
   * .conf}.
   *
   * @param kind the subfolder: {@code grids}, {@code datasets}
   * @param nameOrFile a name such as {@code paper}, or a path ending in {@code .conf}
   * @return the resolved file
   * @throws BadInputException if there is no such file or it isn't HOCON
   */
  public Section read(String kind, String nameOrFile) {
    if (nameOrFile.endsWith(EXTENSION)) {
      Path file = Path.of(nameOrFile);
      requireReadable(file, kind);
      return parse(ConfigFactory::parseFile, file);
    }
    Path file = folder == null ? null : folder.resolve(kind).resolve(nameOrFile + EXTENSION);
    if (file != null && Files.isRegularFile(file)) {
      requireReadable(file, kind);
      return parse(ConfigFactory::parseFile, file);
    }
    String resource = BUILT_IN + kind + "/" + nameOrFile + EXTENSION;
    if (ConfFolder.class.getClassLoader().getResource(resource) == null) {
      throw new BadInputException(
          "unknown name '"
              + nameOrFile
              + "' for "
              + kind
              + ", expected one of "
              + String.join(", ", names(kind))
              + ", or the path of a .conf file");
    }
    return resolved(
        () -> ConfigFactory.parseResources(ConfFolder.class.getClassLoader(), resource, STRICT),
        resource);
  }

  private static void requireReadable(Path file, String kind) {
    try {
      if (Files.readAttributes(file, BasicFileAttributes.class).isDirectory()) {
        throw new BadInputException(file + ": is a folder, expected a HOCON file of " + kind);
      }
      Files.newInputStream(file).close();
    } catch (NoSuchFileException e) {
      throw new BadInputException(file + ": no such file, expected a HOCON file of " + kind, e);
    } catch (IOException e) {
      throw StorageFailure.unreadable(file, e);
    }
  }

  /**
   * The names of one kind.
   *
   * @param kind the subfolder: {@code grids}, {@code datasets}
   * @return the names, sorted
   */
  public List<String> names(String kind) {
    TreeSet<String> names = new TreeSet<>();
    if (folder != null) {
      names.addAll(list(folder.resolve(kind)));
    }
    names.addAll(builtIn(kind));
    return List.copyOf(names);
  }

  private static List<String> builtIn(String kind) {
    try {
      URI code = ConfFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(code);
      if (Files.isDirectory(path)) {
        return list(path.resolve(BUILT_IN).resolve(kind));
      }
      try (FileSystem jar = FileSystems.newFileSystem(path)) {
        return list(jar.getPath(BUILT_IN, kind));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the program's own jar can't be read", e);
    }
  }

  private static List<String> list(Path dir) {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(file -> file.getFileName().toString())
          // Editors leave hidden files such as .#own.conf.
          .filter(name -> name.endsWith(EXTENSION) && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - EXTENSION.length()))
          .toList();
    } catch (IOException e) {
      throw StorageFailure.unreadable(dir, e);
    }
  }

  private interface FileParser {
    Config parse(java.io.File file, ConfigParseOptions options);
  }

  private static Section parse(FileParser parser, Path file) {
    return resolved(() -> parser.parse(file.toFile(), STRICT), file.toString());
  }

  private static Section resolved(java.util.function.Supplier<Config> source, String name) {
    try {
      return Section.of(source.get().resolve(ConfigResolveOptions.noSystem()));
    } catch (ConfigException e) {
      throw new BadInputException(name + ": not valid HOCON: " + e.getMessage(), e);
    }
  }
}
