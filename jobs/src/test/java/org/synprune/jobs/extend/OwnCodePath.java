package org.synprune.jobs.extend;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** Has the calling thread find own code of the tests, until it is closed. */
public final class OwnCodePath implements AutoCloseable {

  private static final List<Class<? extends Provider>> TYPES =
      List.of(
          SaliencyProvider.class,
          ScheduleProvider.class,
          StructureProvider.class,
          NetworkProvider.class);

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final URLClassLoader loader;
  private final Path jar;

  private OwnCodePath(Path jar) throws IOException {
    this.jar = jar;
    loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, OwnCodePath.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
  }

  /**
   * Makes a jar that names classes of the tests.
   *
   * @param folder where it is made
   * @param providers the classes
   */
  public static OwnCodePath in(Path folder, Class<?>... providers) {
    try {
      Path jar = Files.createTempFile(folder, "own-", ".jar");
      Map<String, String> services = new TreeMap<>();
      for (Class<? extends Provider> type : TYPES) {
        services.put(
            type.getName(),
            List.of(providers).stream()
                .filter(type::isAssignableFrom)
                .map(Class::getName)
                .collect(Collectors.joining("\n", "", "\n")));
      }
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out)) {
        for (Map.Entry<String, String> service : services.entrySet()) {
          entries.putNextEntry(new JarEntry("META-INF/services/" + service.getKey()));
          entries.write(service.getValue().getBytes(StandardCharsets.UTF_8));
          entries.closeEntry();
        }
      }
      return new OwnCodePath(jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For tasks of Spark, which don't know the thread's class path. */
  public String jar() {
    return jar.toString();
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
