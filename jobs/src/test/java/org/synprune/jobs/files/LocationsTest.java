package org.synprune.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.fs.GlobPattern;
import org.junit.jupiter.api.Test;

/** Paths mean themselves, whatever characters they hold. */
class LocationsTest {

  @Test
  void anEscapedPathMatchesItselfOnly() {
    String odd = "/a [1] {x,y} *?\\z";
    GlobPattern pattern = new GlobPattern(Locations.escapeGlob(odd));
    assertThat(pattern.hasWildcard()).isFalse();
    assertThat(pattern.matches(odd)).isTrue();
    assertThat(pattern.matches("/a 1 x abz")).isFalse();
  }

  @Test
  void onlyPathsToReadAreEscaped() {
    assertThat(Locations.toWrite(Path.of("/a[1]"))).isEqualTo("file:/a[1]");
    assertThat(Locations.toRead(Path.of("/a[1]"))).isEqualTo("file:/a\\[1\\]");
    assertThat(Locations.escapeGlob("hdfs://host/plain")).isEqualTo("hdfs://host/plain");
  }
}
