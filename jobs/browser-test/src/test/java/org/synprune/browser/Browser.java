package org.synprune.browser;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Headless Chromium with the network off. */
final class Browser implements AutoCloseable {

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Skips the tests of a class where Chromium or its driver is missing; they fail under CI. */
  static void require() {
    if (find("chromium").isPresent() && find("chromedriver").isPresent()) {
      return;
    }
    String missing =
        "the page isn't tested, chromium or chromedriver is missing: scripts/install-test-tools";
    if ("true".equals(System.getenv("CI"))) {
      fail(missing);
    }
    System.err.println("SKIPPED: " + missing);
    Assumptions.abort(missing);
  }

  /** Starts it with a profile of its own. */
  static Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find("chromium").orElseThrow().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.command("Network.enable", Map.of());
    browser.command(
        "Network.emulateNetworkConditions",
        Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
    return browser;
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a file in a window of some width. */
  void open(Path page, int width) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.get(page.toUri().toString());
  }

  /** Lets pages see a preference for dark or light colours. */
  void prefer(String scheme) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            "",
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Shows the page as it is printed, on one endless sheet; {@link #prefer} ends it. */
  void showAsPrinted() {
    script("window.dispatchEvent(new Event('beforeprint'));");
    command("Emulation.setEmulatedMedia", Map.of("media", "print", "features", List.of()));
  }

  /** Prints the page. */
  byte[] pdf() {
    Map<String, Object> printed =
        command("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true));
    return Base64.getDecoder().decode(String.valueOf(printed.get("data")));
  }

  /** Runs JavaScript in the page; arguments are {@code arguments[0]} and so on. */
  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Moves the mouse to a place in the window. */
  void moveTo(double x, double y) {
    command("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /** What the console has been told since the last call, warnings and errors. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  /** Addresses that pages have asked for since the last call. */
  List<String> requests() {
    Json json = new Json();
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> map(map(json.toType(entry.getMessage(), Json.MAP_TYPE)).get("message")))
        .filter(message -> "Network.requestWillBeSent".equals(message.get("method")))
        .map(message -> map(map(message.get("params")).get("request")))
        .map(request -> String.valueOf(request.get("url")))
        .toList();
  }

  /** Takes a picture of the whole page. */
  void screenshot(Path file) throws IOException {
    Map<?, ?> size = map(map(command("Page.getLayoutMetrics", Map.of())).get("cssContentSize"));
    Map<String, Object> clip =
        Map.of(
            "x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1);
    Map<?, ?> picture =
        map(
            command(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", clip)));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(String.valueOf(picture.get("data"))));
  }

  private Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
