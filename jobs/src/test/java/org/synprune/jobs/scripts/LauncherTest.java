package org.synprune.jobs.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code scripts/synprune} builds and starts, with a Maven and a Java that are made up. */
class LauncherTest {

  @TempDir private Path dir;

  private Checkout checkout;

  /** A Maven that takes its time, and a Java that shows the jar it was given. */
  @BeforeEach
  void tools() throws IOException {
    checkout = Checkout.in(dir);
    maven("sleep 0.7; write");
    Path java = Files.createDirectories(dir.resolve("java/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!%s
        echo "$*" >'%s'
        for argument; do
          case $argument in
            -XX:ArchiveClassesAtExit=*) echo archive >"${argument#*=}" ;;
          esac
          [ "$before" != -cp ] || jar=${argument%%%%:*}
          before=$argument
        done
        if [ -n "$HOLD" ] && [[ " $* " == *" query "* ]]; then
          : >"$HOLD.held"
          while [ ! -e "$HOLD" ]; do sleep 0.05; done
        fi
        cat "$jar"
        """
            .formatted(checkout.bin().resolve("bash"), dir.resolve("java.log")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void maven(String body) throws IOException {
    checkout.command(
        "mvn",
        """
        echo called >>'%1$s'
        number=$(grep -c called '%1$s')
        target=target spark=spark
        [[ "$*" != *spark-4* ]] || target=target/spark-4 spark=spark-4
        write() {
          mkdir -p jobs/$target lib-pruning/$target
          echo "jar $number" >jobs/$target/jobs-0.1.0-SNAPSHOT.jar
          echo "$spark $number" >jobs/$target/jobs-0.1.0-SNAPSHOT-$spark.jar
          echo lib >lib-pruning/$target/lib-pruning-0.1.0-SNAPSHOT.jar
          echo spark-core.jar >jobs/$target/embedded.classpath
          echo natives.jar >jobs/$target/natives.classpath
        }
        cd '%2$s' || exit 1
        %3$s
        """
            .formatted(dir.resolve("maven.log"), checkout.folder(), body));
  }

  private long built() throws IOException {
    Path log = dir.resolve("maven.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  private Shell query(String... variables) throws IOException {
    Map<String, String> all = new java.util.HashMap<>();
    all.put("JAVA_HOME", dir.resolve("java").toString());
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return checkout.start(all, "synprune", "query", "SELECT 1");
  }

  /** Changes a source, later than any build so far. */
  private void change() throws IOException {
    Path source = checkout.folder().resolve("jobs/src/main/Changed.java");
    Files.writeString(source, "changed");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
  }

  private List<String> builds() throws IOException {
    try (Stream<Path> files = Files.list(checkout.builds())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("synprune-"))
          .sorted()
          .toList();
    }
  }

  private void assertNothingLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(checkout.builds())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".scratch"))
          .noneMatch(name -> name.startsWith(".lock.d"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void startsAtOnceBuildOnce(boolean flock) throws Exception {
    if (!flock) {
      Files.delete(checkout.bin().resolve("flock"));
    }
    List<Shell> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      started.add(query());
    }
    for (Shell one : started) {
      assertThat(one.ended().fine().out()).isEqualTo("jar 1\n");
    }
    assertThat(built()).isEqualTo(1);
    assertThat(builds()).hasSize(1);
    assertNothingLeftOver();
  }

  @Test
  void aRunningProcessKeepsItsBuild() throws Exception {
    Path hold = dir.resolve("go on");
    Shell running = query("HOLD", hold.toString());
    running.until("the first process", () -> Files.exists(Path.of(hold + ".held")));

    change();
    assertThat(query().ended().fine().out()).isEqualTo("jar 2\n");
    assertThat(builds()).hasSize(2);

    Files.createFile(hold);
    assertThat(running.ended().fine().out()).isEqualTo("jar 1\n");
    change();
    assertThat(query().ended().fine().out()).isEqualTo("jar 3\n");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void whatHasNotChangedIsNotBuiltAgain() throws Exception {
    query().ended().fine();
    Shell.Ended again = query().ended().fine();
    assertThat(again.err()).isEmpty();
    assertThat(built()).isEqualTo(1);
    assertThat(query("SYNPRUNE_PROFILE", "cuda").ended().fine().err()).contains("building");
    assertThat(built()).isEqualTo(2);
  }

  @Test
  void theBuildForSpark4StandsBesideTheDefault() throws Exception {
    assertThat(query().ended().fine().out()).isEqualTo("jar 1\n");
    assertThat(query("SYNPRUNE_PROFILE", "spark-4").ended().fine().out()).isEqualTo("jar 2\n");
    assertThat(query().ended().fine().out()).isEqualTo("jar 1\n");
    assertThat(query("SYNPRUNE_PROFILE", "spark-4").ended().fine().out()).isEqualTo("jar 2\n");
    assertThat(built()).isEqualTo(2);
    assertThat(query("SYNPRUNE_PROFILE", "cuda,spark-4").ended().fine().out()).isEqualTo("jar 3\n");
  }

  @Test
  void theArchiveOfClassesIsMadeOnceAndUsed() throws Exception {
    query().ended().fine();
    Path archive = checkout.builds().resolve(builds().get(0)).resolve("classes.jsa");
    assertThat(archive).hasContent("archive");
    assertThat(dir.resolve("java.log")).content().contains("-XX:SharedArchiveFile=" + archive);
  }

  /** Java 17 crashes on the archive when an agent or its flight recorder sees classes load. */
  @ParameterizedTest
  @CsvSource({
    "SYNPRUNE_JAVA_OPTS, -Xmx1g -javaagent:agent.jar",
    "SYNPRUNE_JAVA_OPTS, -XX:StartFlightRecording",
    "JAVA_TOOL_OPTIONS, -agentpath:/opt/profiler.so",
    "JDK_JAVA_OPTIONS, -agentlib:jdwp=server=y"
  })
  void theArchiveIsLeftAloneWhereAnAgentLooksOn(String variable, String options) throws Exception {
    query().ended().fine();
    query(variable, options).ended().fine();
    assertThat(dir.resolve("java.log")).content().contains(" query ").doesNotContain("Archive");
  }

  @Test
  void aBuildThatFailsIsToldAndLeavesWhatWasThere() throws Exception {
    query().ended().fine();
    change();
    maven("echo 'Foo.java:1: error'; rm -f jobs/target/*.jar; exit 1");
    Shell.Ended failed = query().ended();
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("Foo.java:1: error");
    assertThat(builds()).hasSize(1);
    assertThat(checkout.builds().resolve(builds().get(0)).resolve("jobs.jar")).hasContent("jar 1");
    assertNothingLeftOver();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBuildThatIsStoppedLeavesNothing(boolean flock) throws Exception {
    if (!flock) {
      Files.delete(checkout.bin().resolve("flock"));
    }
    Shell stopped = query();
    stopped.until("Maven", () -> Files.exists(dir.resolve("maven.log")));
    stopped.signal("INT");
    Shell.Ended ended = stopped.ended();
    assertThat(ended.code()).isEqualTo(130);
    assertThat(ended.err()).endsWith("synprune: stopped; the same command carries on\n");
    assertNothingLeftOver();
    assertThat(builds()).isEmpty();
    query().ended().fine();
  }

  @Test
  void theLockOfAKilledBuildIsTakenOver() throws Exception {
    Files.delete(checkout.bin().resolve("flock"));
    Shell killed = query();
    killed.until("Maven", () -> Files.exists(dir.resolve("maven.log")));
    killed.signal("KILL");
    killed.ended();
    assertThat(checkout.builds().resolve(".lock.d")).exists();
    assertThat(query().ended().fine().out()).isEqualTo("jar 2\n");
    assertNothingLeftOver();
  }

  /** A Spark whose {@code spark-submit} does something else, and its Spark's core. */
  private Path spark(String core, String body) throws IOException {
    Path home = dir.resolve(core);
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!" + checkout.bin().resolve("bash") + "\n" + body + "\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(Files.createDirectories(home.resolve("jars")).resolve(core));
    return home;
  }

  @Test
  void aSparkGetsTheJarThatIsForIt() throws Exception {
    String show = "for argument; do [[ $argument != */synprune.jar ]] || cat \"$argument\"; done";
    Path three = spark("spark-core_2.12-3.5.9.jar", show);
    Path four = spark("spark-core_2.13-4.2.0.jar", show);
    assertThat(query("SPARK_HOME", four.toString()).ended().fine().out()).isEqualTo("spark-4 1\n");
    assertThat(query("SPARK_HOME", three.toString()).ended().fine().out()).isEqualTo("spark 2\n");
    // What was asked for already isn't asked for twice.
    assertThat(
            query("SPARK_HOME", four.toString(), "SYNPRUNE_PROFILE", "spark-4")
                .ended()
                .fine()
                .out())
        .isEqualTo("spark-4 1\n");
  }

  @Test
  void sparkSubmitGetsTheSettingsOfLoggingAndTheShadedJar() throws Exception {
    String home = spark("spark-core_2.12-3.5.9.jar", "printf '%s\\n' \"$@\"").toString();
    List<String> arguments = query("SPARK_HOME", home).ended().fine().out().lines().toList();
    Path logging = checkout.folder().resolve("conf/log4j2.properties");
    assertThat(arguments)
        .contains("query", "natives.jar")
        .anyMatch(one -> one.endsWith("/synprune.jar"))
        .anyMatch(
            one ->
                one.startsWith("spark.driver.extraJavaOptions=")
                    && one.contains("\"-Dlog4j2.configurationFile=" + logging + "\""));
    assertThat(query("SPARK_HOME", home, "SYNPRUNE_LOGGING", "/mine").ended().fine().out())
        .contains("\"-Dlog4j2.configurationFile=/mine\"");
  }

  @ParameterizedTest
  @CsvSource({"25.0.1, 25", "24, 24", "11.0.2, 11", "1.8.0_392, 8"})
  void aJavaThatSparkDoesNotRunOnIsNamedBeforeAnythingIsBuilt(String version, String named)
      throws Exception {
    Files.writeString(dir.resolve("java/release"), "JAVA_VERSION=\"" + version + "\"\n");
    Shell.Ended ended = query().ended();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .contains("is Java " + named + ", expected Java 17 to 23");
    assertThat(built()).isZero();
    Files.writeString(dir.resolve("java/release"), "JAVA_VERSION=\"21.0.4\"\n");
    query().ended().fine();
  }

  @Test
  void aMachineWithoutALocaleOrAUserNameIsGivenThem() throws Exception {
    String home =
        spark("spark-core_2.12-3.5.9.jar", "echo \"$LC_ALL\"; printf '%s\\n' \"$@\"").toString();
    String named =
        query("SPARK_HOME", home, "LC_ALL", "C.UTF-8", "HOME", "/home/x").ended().fine().out();
    assertThat(named).startsWith("C.UTF-8\n").doesNotContain("user.name");
    checkout.command("id", "[ \"$1\" = -u ] && echo 12345");
    String nameless =
        query("SPARK_HOME", home, "LC_ALL", "C", "HOME", "/home/x").ended().fine().out();
    assertThat(nameless)
        .containsPattern("^(C|en_US)[.][Uu][Tt][Ff]-?8\n")
        .contains("-Duser.name=uid12345 -Duser.home=/home/x");
  }

  /** Git tells nothing of a checkout that belongs to another user, unless it is said to be safe. */
  @Test
  void anotherUsersCheckoutIsNotBuiltAgain() throws Exception {
    checkout.command("git", "[[ \"$*\" == *safe.directory=* ]] && echo 0123456789abcdef");
    query().ended().fine();
    String builtFrom =
        Files.readString(checkout.builds().resolve(builds().get(0)).resolve("built-from"));
    assertThat(builtFrom).isEqualTo("0123456789abcdef\n");
    query().ended().fine();
    assertThat(built()).isEqualTo(1);
  }
}
