import java.sql.DriverManager;

/**
 * Runs DuckDB's SQL and writes the rows as CSV: {@code java -cp duckdb_jdbc.jar Sql.java SETUP
 * QUERY}.
 */
class Sql {
  public static void main(String[] args) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET autoinstall_known_extensions = false");
      statement.execute(args[0]);
      statement.execute("COPY (" + args[1] + ") TO '/dev/stdout' (FORMAT csv, HEADER)");
    }
  }
}
