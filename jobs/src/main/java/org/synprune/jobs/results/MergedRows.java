package org.synprune.jobs.results;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.synprune.jobs.BadInputException;
import org.synprune.jobs.storage.Storage;

/**
 * The rows of several files of a table as one file, each row once. Columns that an earlier version
 * of this program didn't write are null.
 */
final class MergedRows implements Storage.Content {

  private final Table<?> table;
  private final Map<String, InputFile> files;
  private long written;

  /**
   * Describes them.
   *
   * @param table the table
   * @param files its files, by the name that a message gives them
   */
  MergedRows(Table<?> table, Map<String, InputFile> files) {
    this.table = table;
    this.files = new TreeMap<>(files);
  }

  /** How many rows were written last. */
  long written() {
    return written;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    written = 0;
    Set<String> seen = new HashSet<>();
    try (ParquetWriter<Group> writer = table.writer(out)) {
      for (Map.Entry<String, InputFile> file : files.entrySet()) {
        // A trial's rows of another table than trials lie in one file.
        Set<String> own = new HashSet<>();
        try (ParquetReader<Group> reader = new Reader(file.getValue()).build()) {
          for (Group row = reader.read(); row != null; row = reader.read()) {
            String key = key(row);
            own.add(key);
            if (!seen.contains(key)) {
              writer.write(copy(row));
              written++;
            }
          }
        } catch (RuntimeException e) {
          throw new BadInputException(
              file.getKey()
                  + ": can't be read, expected a file that a sweep wrote; a sweep of the run sets"
                  + " damaged files aside",
              e);
        }
        seen.addAll(own);
      }
    }
  }

  private String key(Group row) {
    List<String> columns =
        table.equals(ResultTables.TRIALS) ? table.key() : table.key().subList(0, 1);
    return columns.stream()
        .map(column -> row.getValueToString(row.getType().getFieldIndex(column), 0))
        .collect(Collectors.joining(" "));
  }

  private Group copy(Group row) {
    MessageType schema = table.schema();
    Group copy = new SimpleGroup(schema);
    for (Type field : schema.getFields()) {
      String name = field.getName();
      if (!row.getType().containsField(name) || row.getFieldRepetitionCount(name) == 0) {
        continue;
      }
      switch (field.asPrimitiveType().getPrimitiveTypeName()) {
        case BINARY -> copy.add(name, row.getBinary(name, 0));
        case INT64 -> copy.add(name, row.getLong(name, 0));
        case INT32 -> copy.add(name, row.getInteger(name, 0));
        case DOUBLE -> copy.add(name, row.getDouble(name, 0));
        case BOOLEAN -> copy.add(name, row.getBoolean(name, 0));
        default -> throw new IllegalStateException(field.toString());
      }
    }
    return copy;
  }

  /** Parquet's reader of rows in its own form. */
  private static final class Reader extends ParquetReader.Builder<Group> {

    Reader(InputFile file) {
      super(file);
      withConf(new Configuration(false));
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
