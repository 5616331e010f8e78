package org.synprune.jobs.cli.dataset;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.synprune.jobs.cli.console.Console;
import org.synprune.jobs.cli.console.Documents;
import org.synprune.jobs.cli.console.FittedTable;
import org.synprune.jobs.cli.console.Terminal;
import org.synprune.jobs.cli.options.ConfNames;
import org.synprune.jobs.cli.options.ConsoleOptions;
import org.synprune.jobs.cli.options.GivenFolder;
import org.synprune.jobs.cli.stages.Sessions;
import org.synprune.jobs.conf.ConfFolder;
import org.synprune.jobs.data.DatasetCheck;
import org.synprune.jobs.data.conf.DatasetConf;
import org.synprune.jobs.data.conf.Source;
import org.synprune.jobs.report.TextTable;
import org.synprune.jobs.report.TextTable.Align;
import org.synprune.jobs.storage.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the data sets, and checks one. */
@Command(
    name = "dataset",
    description =
        "Lists the data sets, describes one of your own by its file, or checks it before you train.",
    mixinStandardHelpOptions = true,
    subcommands = {DatasetCommand.Check.class, InitCommand.class, DatasetCommand.ListNames.class})
public final class DatasetCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required subcommand: check, init or list");
  }

  @Command(
      name = "check",
      description =
          "Shows how a data set's file was read and, with --data, what its raw file holds: columns,"
              + " times, gaps, missing values, splits, scaling and the lookbacks that fit, under"
              + " protocol 'strict'. Writes nothing.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {

    @Mixin private ConsoleOptions printed;

    @Parameters(
        paramLabel = "NAME|FILE",
        description = "Name of a data set, or a path to a .conf file.")
    private String file;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "Folder of the raw file, or its address in a store (default: none, only the .conf file"
                + " is checked).")
    private @Nullable String data;

    @Override
    public Integer call() throws IOException {
      ConfNames.requireDatasetOrFile(file);
      Console console = printed.console();
      DatasetConf conf = DatasetConf.read(ConfFolder.ofSystem(), file);
      DatasetReport report = new DatasetReport(conf, console.text());
      Map<String, Object> document = Documents.of("dataset check");
      document.put("dataset", report.understood());
      DatasetCheck check = null;
      if (data != null) {
        Folder raw = GivenFolder.of(data);
        try (SparkSession spark = Sessions.open("dataset")) {
          check = DatasetCheck.of(spark, conf, raw);
          report.print(check);
          document.put("data", Documents.data(check));
        }
      }
      boolean known =
          DatasetConf.names(ConfFolder.ofSystem()).contains(conf.name())
              && DatasetConf.read(ConfFolder.ofSystem(), conf.name()).equals(conf);
      report.next(data, check, known);
      console.print(document);
      return 0;
    }
  }

  @Command(
      name = "list",
      description = "Lists the data sets that --dataset accepts.",
      mixinStandardHelpOptions = true)
  static final class ListNames implements Callable<Integer> {

    @Mixin private ConsoleOptions printed;

    @Override
    public Integer call() {
      Console console = printed.console();
      List<Object> all = new ArrayList<>();
      FittedTable table =
          FittedTable.wrapping(
              List.of(
                  new TextTable.Column("name", Align.LEFT),
                  new TextTable.Column("step", Align.LEFT),
                  new TextTable.Column("target", Align.LEFT),
                  new TextTable.Column("description", Align.LEFT)),
              Terminal.DEFAULT_COLUMNS);
      for (String name : DatasetConf.names(ConfFolder.ofSystem())) {
        DatasetConf conf = DatasetConf.read(ConfFolder.ofSystem(), name);
        table.add(List.of(name, conf.resolution().text(), conf.target(), conf.description()));
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", name);
        one.put("description", conf.description());
        one.put("resolution", conf.resolution().text());
        one.put("target", conf.target());
        one.put("files", conf.sources().stream().map(Source::files).toList());
        all.add(one);
      }
      PrintWriter out = console.text();
      out.print(table.render());
      out.flush();
      Map<String, Object> document = Documents.of("dataset list");
      document.put("datasets", all);
      console.print(document);
      return 0;
    }
  }
}
