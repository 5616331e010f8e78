package org.synprune.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HomeFolderTest {

  @Test
  void theTildeThatShellsLeaveIsTheUsersFolder() {
    String home = System.getProperty("user.home");
    assertThat(
            HomeFolder.expanded(
                "run",
                "--out=~/x",
                "--out=~",
                "~/y",
                "--out",
                "a~/b",
                "--set",
                "x=~/z",
                "~other/x"))
        .containsExactly(
            "run",
            "--out=" + home + "/x",
            "--out=" + home,
            home + "/y",
            "--out",
            "a~/b",
            "--set",
            "x=~/z",
            "~other/x");
  }
}
