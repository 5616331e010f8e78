package org.synprune.jobs.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.synprune.jobs.documents.Document;

/** {@code jobs/docs/tables.md} has each column as the program describes it. */
class TablesDocumentTest {

  /** What the document should say; to be copied where a column was added or changed. */
  private static final Path EXPECTED = Path.of("target", "tables.md");

  @Test
  void everyColumnIsDescribedAsTheProgramDoes() throws IOException {
    String tables =
        ResultTables.all().stream()
            .map(TablesDocumentTest::section)
            .collect(Collectors.joining("\n"));
    Files.writeString(EXPECTED, tables);
    assertThat(Document.read("jobs/docs/tables.md").text())
        .as("what it should say stands in jobs/%s", EXPECTED)
        .contains(tables);
  }

  private static String section(Table<?> table) {
    String columns =
        table.columns().stream()
            .map(TablesDocumentTest::row)
            .collect(Collectors.joining("\n", "", "\n"));
    return "## "
        + table.name()
        + "\n\nWritten by `"
        + table.writer()
        + "`.\n\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n"
        + columns;
  }

  private static String row(TableColumn column) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s |",
        column.name(),
        column.type().name().toLowerCase(Locale.ROOT),
        cell(column.unit()),
        cell(column.meaning()));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
