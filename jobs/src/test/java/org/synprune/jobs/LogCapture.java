package org.synprune.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Keeps what a class logs until it is closed. */
public final class LogCapture implements AutoCloseable {

  private final List<LogEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Appender appender = new Appender();

  private final Level level;

  private LogCapture(Logger logger) {
    this.logger = logger;
    level = logger.getLevel();
  }

  /** Begins to keep what a class logs. */
  public static LogCapture of(Class<?> source) {
    LogCapture capture = new LogCapture((Logger) LogManager.getLogger(source));
    Configurator.setLevel(capture.logger, Level.INFO);
    capture.appender.start();
    capture.logger.addAppender(capture.appender);
    return capture;
  }

  /** What was logged so far. */
  public List<LogEvent> events() {
    return events;
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    appender.stop();
    Configurator.setLevel(logger, level);
  }

  private final class Appender extends AbstractAppender {

    Appender() {
      super("capture", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      // The appender may belong to a logger further up.
      if (event.getLoggerName().equals(logger.getName())) {
        events.add(event.toImmutable());
      }
    }
  }
}
